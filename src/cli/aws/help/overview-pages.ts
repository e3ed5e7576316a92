/**
 * The pages above the single commands: the program, its groups of commands, and topics
 * (docs/service/command-line.md#asking-for-help).
 */
import { type CommandGroup, commandGroups } from '../command-groups.ts';
import { commandsOf } from '../operations.ts';
import { writeGlobalOptions } from './command-page.ts';
import { Page, type PageStyle, STEP } from './page.ts';

const descriptions: Readonly<Record<CommandGroup, string>> = {
  iot: 'Jobs, job executions and job templates for fleets of devices, and the registry of things, groups and certificates that jobs are for.',
  'iot-jobs-data': 'What a device asks and tells about its own job executions, over HTTP.',
  x:
    "musterd's own operations, beside those of the two services: users, keys and policies, the audit log, the clock, the server's " +
    'certificate authorities, and why a device has not moved. Answers that are text or a file go to standard output, or to --outfile.',
};

/** `ownCommands` are those beside AWS's, with a sentence each. */
export function programPage(
  ownCommands: readonly (readonly [name: string, sentence: string])[],
  foot: string,
  style: PageStyle,
): string {
  const page = new Page('musterd', style);
  page.section('NAME');
  page.paragraph('musterd -');
  page.section('DESCRIPTION');
  page.paragraph(
    'musterd is a self-hosted, open-source service that speaks AWS IoT Jobs, and the command line for it. The commands of the ' +
      'services take the same words as those of the AWS CLI and answer alike.',
  );
  page.section('SYNOPSIS');
  page.block(['musterd [options] <command> <subcommand> [parameters]']);
  page.paragraph(
    'Use musterd command help for information on a command, and musterd help topics for a list of topics.',
  );
  writeGlobalOptions(page);
  page.section('AVAILABLE SERVICES');
  page.bullets([...commandGroups, 'configure', 'help'].sort());
  page.section('COMMANDS OF MUSTERD');
  for (const [name, sentence] of ownCommands) {
    page.entry(name);
    page.under(`${sentence}.`, STEP);
  }
  page.section('SEE ALSO');
  page.bullets(['musterd help topics', 'musterd iot help', 'musterd x help']);
  return page.text(foot);
}

export function servicePage(service: CommandGroup, foot: string, style: PageStyle): string {
  const page = new Page(service, style);
  page.section('NAME');
  page.paragraph(`${service} -`);
  page.section('DESCRIPTION');
  page.paragraph(descriptions[service]);
  page.section('AVAILABLE COMMANDS');
  const listed = [...commandsOf(service)]
    .filter(([, operation]) => operation.deprecated !== true)
    .map(([name]) => name);
  page.bullets([...listed, 'help'].sort());
  return page.text(foot);
}

const topics: Readonly<
  Record<string, { readonly sentence: string; readonly rows: readonly (readonly [string, string])[] }>
> = {
  'config-vars': {
    sentence:
      'Where the command line finds its configuration. An option goes before a variable, a variable before the profile.',
    rows: [
      ['AWS_PROFILE, AWS_DEFAULT_PROFILE', 'The profile, which --profile names too.'],
      ['AWS_REGION, AWS_DEFAULT_REGION', 'The Region; in the configuration file it is region.'],
      ['AWS_DEFAULT_OUTPUT', 'The format of the output; in the configuration file it is output.'],
      ['AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN', 'The keys that requests are signed with.'],
      [
        'AWS_ENDPOINT_URL_IOT, AWS_ENDPOINT_URL_IOT_JOBS_DATA_PLANE, AWS_ENDPOINT_URL',
        'The server; in the configuration file it is endpoint_url.',
      ],
      [
        'AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE',
        'The two files, which are ~/.aws/config and ~/.aws/credentials otherwise.',
      ],
      ['AWS_PAGER', 'The pager; empty for none. In the configuration file it is cli_pager.'],
      ['AWS_CA_BUNDLE', 'The certificate authorities; in the configuration file they are ca_bundle.'],
      [
        'AWS_MAX_ATTEMPTS, AWS_RETRY_MODE',
        'How often a request is sent at most; in the configuration file max_attempts and retry_mode.',
      ],
      ['AWS_CLI_ERROR_FORMAT', 'The format of errors; in the configuration file it is cli_error_format.'],
      [
        'AWS_CLI_AUTO_PROMPT',
        'on lets a person edit every command line on a terminal before it is run, on-partial those that cannot be understood; ' +
          'in the configuration file it is cli_auto_prompt.',
      ],
      [
        '~/.aws/cli/alias',
        'Words of your own: name = words, or name = !command of the shell, in the sections toplevel and command iot. Commands ' +
          'of musterd itself keep their names.',
      ],
      ['cli_timestamp_format', 'How times are printed: iso8601, or wire for the number that was received.'],
      ['MUSTERD_DATA_DIR, MUSTERD_READY_FILE', 'The server that is meant where no endpoint is configured.'],
    ],
  },
  configure: {
    sentence: 'Writes and reads the configuration files. Without a word it asks for keys, Region and output format.',
    rows: [
      ['configure', 'Asks four questions; an empty answer keeps what is there.'],
      ['configure list', 'Shows what is configured and where it comes from.'],
      ['configure list-profiles', 'Lists the profiles, one per line.'],
      ['configure get NAME', 'Prints one value; the exit code is 1 if it is not set.'],
      ['configure set NAME VALUE', 'Sets one value. NAME may be profile.PROFILE.NAME.'],
    ],
  },
  'return-codes': {
    sentence: 'What the exit code of a command of iot and iot-jobs-data says.',
    rows: [
      ['0', 'The command worked.'],
      ['1', 'configure get asked for a value that is not set.'],
      ['130', 'The command was interrupted by Ctrl-C.'],
      ['252', 'The command line is wrong, or a value in it.'],
      ['253', 'The configuration is wrong, or something is missing in it.'],
      ['254', 'The service refused the request.'],
      ['255', 'Anything else, for example a server that does not answer.'],
    ],
  },
};

/** What `musterd help` has a page on besides commands. */
export const topicNames: readonly string[] = ['topics', ...Object.keys(topics)];

/** `topics` lists them; undefined for a topic that does not exist. */
export function topicPage(name: string, foot: string, style: PageStyle): string | undefined {
  const page = new Page(name, style);
  if (name === 'topics') {
    page.section('AVAILABLE TOPICS');
    for (const [topic, { sentence }] of Object.entries(topics)) {
      page.entry(topic);
      page.under(sentence, STEP);
    }
    return page.text(foot);
  }
  const topic = Object.hasOwn(topics, name) ? topics[name] : undefined;
  if (topic === undefined) return undefined;
  page.section('DESCRIPTION');
  page.paragraph(topic.sentence);
  for (const [term, text] of topic.rows) {
    page.entry(term);
    page.under(text, STEP);
  }
  return page.text(foot);
}
