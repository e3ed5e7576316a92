/** Pages of help: one for every word, and the same one however it is asked for (docs/service/command-line.md#asking-for-help). */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandGroups } from '../../src/cli/aws/command-groups.ts';
import { topicNames } from '../../src/cli/aws/help/overview-pages.ts';
import { commandsOf } from '../../src/cli/aws/operations.ts';
import { commands } from '../../src/cli/commands.ts';
import { run } from '../../src/cli/run.ts';

/** What one line prints, not on a terminal. */
async function lineOf(...words: readonly string[]) {
  let stdout = '';
  let stderr = '';
  const code = await run(words, {
    print: (text) => {
      stdout += text;
    },
    printBytes: async (bytes) => {
      stdout += Buffer.from(bytes).toString();
    },
    complain: (text) => {
      stderr += text;
    },
    isTerminal: false,
  });
  return { code, stdout, stderr };
}

const own = commands.map(({ name }) => name.split(' '));
const groups = [
  ...new Set(own.flatMap((words) => words.slice(0, -1).map((_, at) => words.slice(0, at + 1).join(' ')))),
];
const ofServices = commandGroups.flatMap((group) => [
  [group],
  ...[...commandsOf(group).keys()].map((name) => [group, name]),
]);

describe('a page of help', () => {
  test('is there for every group of commands, and lists its commands with a sentence each', async () => {
    assert.deepEqual(groups, [
      'policy',
      'clock',
      'jobs',
      'things',
      'device',
      'admin',
      'admin user',
      'admin role',
      'admin key',
      'admin policy',
      'admin ca',
    ]);
    for (const group of groups) {
      const { code, stdout, stderr } = await lineOf(...group.split(' '), '--help');
      assert.deepEqual([code, stderr], [0, ''], group);
      const text = stdout.replace(/\s+/g, ' ');
      for (const { name, sentence } of commands.filter(({ name }) => name.startsWith(`${group} `))) {
        assert.ok(text.includes(` ${name} ${sentence} `), `${group}: ${name}`);
      }
      // Without a word more there is nothing to do, so it is a mistake that the page answers.
      assert.deepEqual(await lineOf(...group.split(' ')), { code: 2, stdout: '', stderr: stdout });
    }
  });

  test('is the same behind help and before --help, -h and help, for every word that has one', async () => {
    const subjects = [...own, ...groups.map((group) => group.split(' ')), ...ofServices, ['configure']];
    for (const words of subjects) {
      const page = await lineOf('help', ...words);
      assert.deepEqual([page.code, page.stderr], [0, ''], words.join(' '));
      for (const asking of ['--help', '-h', 'help']) {
        assert.deepEqual(await lineOf(...words, asking), page, `${words.join(' ')} ${asking}`);
      }
    }
  });

  test('has no line beyond 80 columns where it is not read on a terminal', async () => {
    const pages = [
      ['--help'],
      ['help'],
      ...[...own, ...groups.map((group) => group.split(' ')), ...topicNames.map((name) => [name])].map((words) => [
        'help',
        ...words,
      ]),
    ];
    for (const words of pages) {
      const { stdout } = await lineOf(...words);
      assert.notEqual(stdout, '', words.join(' '));
      const long = stdout.split('\n').filter((line) => line.length > 80);
      assert.deepEqual(long, [], words.join(' '));
    }
  });

  test('of a deletion names the states that it takes, and those that need force', async () => {
    const textOf = async (command: string) => (await lineOf('help', 'iot', command)).stdout.replace(/\s+/g, ' ');
    const ofJob = await textOf('delete-job');
    assert.match(
      ofJob,
      /COMPLETED or CANCELED is deleted without --force\. One that is SCHEDULED or IN_PROGRESS is refused/,
    );
    const ofExecution = await textOf('delete-job-execution');
    for (const status of ['SUCCEEDED', 'FAILED', 'REJECTED', 'TIMED_OUT', 'CANCELED', 'REMOVED']) {
      assert.ok(ofExecution.includes(status), status);
    }
    assert.match(ofExecution, /QUEUED or IN_PROGRESS is refused without it, with an InvalidStateTransitionException/);
  });
});

test('a topic and a shell that do not exist are refused with those that do', async () => {
  const topic = await lineOf('help', 'jbos');
  assert.deepEqual([topic.code, topic.stdout], [2, '']);
  assert.match(
    topic.stderr,
    /^musterd: There is no help on "jbos"\. Did you mean jobs\? There is help on up, env, .*\n$/,
  );
  for (const name of ['jobs', 'admin', 'iot', 'x', 'configure', ...topicNames]) {
    assert.match(topic.stderr, new RegExp(`[ ,]${name}[,.]`));
  }
  const shell = await lineOf('completion', 'tcsh');
  assert.deepEqual([shell.code, shell.stdout], [2, '']);
  assert.match(shell.stderr, /must be one of bash, zsh, fish\./);
});
