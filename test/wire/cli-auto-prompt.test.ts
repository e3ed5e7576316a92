/**
 * Aliases, and the line editor that helps to write a command line, in a pseudo-terminal with a started server
 * (docs/service/command-line.md#the-line-editor).
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { CreateThingCommand } from '@aws-sdk/client-iot';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { run } from './support/command.ts';
import { iotClient } from './support/iot-client.ts';
import { wireServer } from './support/server.ts';
import { runInTerminal, skipWithoutTerminal, type Typed } from './support/terminal.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');
const server = await wireServer();
const [TAB, ENTER, CTRL_C, F2] = ['\t', '\r', '\u0003', '\u001bOQ'];

async function home(t: TestContext, { alias = '', config = '' } = {}) {
  const HOME = await temporaryDirectory(t);
  mkdirSync(join(HOME, '.aws', 'cli'), { recursive: true });
  writeFileSync(join(HOME, '.aws', 'cli', 'alias'), alias);
  writeFileSync(join(HOME, '.aws', 'config'), config);
  return { HOME, PATH: process.env['PATH'] ?? '', MUSTERD_READY_FILE: server.readyFile, AWS_PAGER: '', NO_COLOR: '1' };
}

const musterd = (environment: NodeJS.ProcessEnv, ...words: string[]) =>
  run(process.execPath, [program, ...words], environment);

test('words of the alias file stand for others, or for commands of the shell', async (t) => {
  const alias = `[toplevel]
sample = iot delete-job --generate-cli-skeleton input --output text
# over several lines
greet = !f() {
    echo "hello $1, $2"
    exit 3
  }; f
open = iot 'x
jobs = iot list-jobs

[command iot]
rm = delete-job --generate-cli-skeleton
sample = list-things --generate-cli-skeleton
delete-thing = delete-thing --generate-cli-skeleton input
`;
  const environment = await home(t, { alias });
  const out = async (...words: string[]) => (await musterd(environment, ...words)).stdout;
  const sample = '{\n    "jobId": "",\n    "force": true,\n    "namespaceId": ""\n}\n';
  assert.equal(await out('sample'), sample);
  assert.equal(await out('iot', 'rm'), sample);
  assert.equal(
    await out('--region', 'x', 'iot', 'rm', 'yaml-input'),
    await out('iot', 'delete-job', '--generate-cli-skeleton', 'yaml-input'),
  );
  assert.match(await out('iot', 'delete-thing'), /"thingName"/);
  assert.deepEqual(await musterd(environment, 'greet', 'a b', '$HOME'), {
    code: 3,
    stdout: 'hello a b, $HOME\n',
    stderr: '',
  });
  const open = await musterd(environment, 'open');
  assert.equal(open.code, 255);
  assert.match(open.stderr, /Value of alias "open" could not be parsed\. Received error: No closing quotation/);
  // A command of our own stays what it is.
  assert.match(await out('jobs', 'ls', '--help'), /^List the newest jobs/);
});

test('nobody is asked who is not at a terminal', async (t) => {
  const environment = { ...(await home(t)), AWS_CLI_AUTO_PROMPT: 'on' };
  const { code, stderr } = await musterd(environment, '--cli-auto-prompt', 'iot', 'describe-thing');
  assert.equal(code, 252);
  assert.match(stderr, /the following arguments are required: --thing-name/);
  const both = await musterd(environment, 'iot', 'list-jobs', '--cli-auto-prompt', '--no-cli-auto-prompt');
  assert.equal(both.code, 252);
  assert.match(
    both.stderr,
    /Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time\.\n$/,
  );
});

describe('the line editor', { skip: skipWithoutTerminal }, () => {
  const inTerminal = (environment: Record<string, string>, words: readonly string[], ...typed: Typed[]) =>
    runInTerminal([process.execPath, program, ...words], environment, typed);

  test('completes commands, options and values, and runs the line', async (t) => {
    await iotClient(server).send(new CreateThingCommand({ thingName: 'prompted' }));
    const { stdout } = await inTerminal(
      await home(t),
      ['--cli-auto-prompt', '--output', 'text'],
      ['--output text ', `iot describe-thi${TAB}`],
      ['describe-thing', ` ${F2}`],
      ['describe-thing: ', `--thing-n${TAB}`],
      ['--thing-name ', `prompt${TAB}`],
      ['prompted ', `--query version${ENTER}`],
    );
    assert.match(stdout, /required {2}--thing-name/);
    assert.match(stdout, /--query version[\r\n]+1\r\n\nexit 0$/);
  });

  test('comes after a line that cannot be understood, and hides what was wrong, where it is asked for in parts', async (t) => {
    const environment = await home(t, { config: '[profile partly]\ncli_auto_prompt = on-partial\n' });
    const words = ['iot', 'describe-thing', '--profile', 'partly'];
    const { stdout } = await inTerminal(
      { ...environment, AWS_ACCESS_KEY_ID: server.accessKeyId, AWS_SECRET_ACCESS_KEY: server.secretAccessKey },
      words,
      ['--profile partly ', `--thing-name "no one${ENTER}`],
      ['not closed', `"${ENTER}`],
    );
    assert.doesNotMatch(stdout, /the following arguments are required/);
    assert.match(stdout, /\(InvalidRequestException\)|Invalid|exit 25[45]$/);
    const fine = await inTerminal({ ...environment, AWS_CLI_AUTO_PROMPT: 'on-partial' }, [
      'iot',
      'list-things',
      '--query',
      'length(things)',
    ]);
    assert.match(fine.stdout, /^\d+\r\n\nexit 0$/);
  });

  test('is given up with Ctrl-C, and never comes for help or for our own commands', async (t) => {
    const environment = { ...(await home(t)), AWS_CLI_AUTO_PROMPT: 'on' };
    const given = await inTerminal(environment, ['iot'], ['Giot ', CTRL_C]);
    assert.match(given.stdout, /exit 130$/);
    for (const words of [
      ['iot', 'help'],
      ['--version'],
      ['jobs', 'ls'],
      ['iot', 'list-jobs', '--no-cli-auto-prompt'],
    ]) {
      const { stdout } = await inTerminal({ ...environment, PAGER: 'cat' }, words);
      assert.match(stdout, /exit 0$/);
      assert.doesNotMatch(stdout, /> musterd/);
    }
  });
});
