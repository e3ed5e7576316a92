/** The completion scripts in the shells that they are for: what somebody gets who presses Tab. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CreateJobCommand, CreateThingCommand } from '@aws-sdk/client-iot';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { find, run } from './support/command.ts';
import { iotClient } from './support/iot-client.ts';
import { wireServer } from './support/server.ts';
import { runInTerminal, skipWithoutTerminal } from './support/terminal.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');
const server = await wireServer();

/** A directory with two files and with a program `musterd`, and an environment in which a shell finds it and the server. */
async function home(t: TestContext): Promise<{ directory: string; environment: Record<string, string> }> {
  const directory = await temporaryDirectory(t);
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'musterd'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(join(bin, 'musterd'), 0o755);
  writeFileSync(join(directory, 'config'), '[profile completed]\nregion = eu-west-1\n');
  writeFileSync(join(directory, 'afile.json'), '{}');
  const environment = {
    HOME: directory,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    MUSTERD_READY_FILE: server.readyFile,
    AWS_CONFIG_FILE: join(directory, 'config'),
  };
  return { directory, environment };
}

const names = (async () => {
  const iot = iotClient(server);
  const { thingArn = '' } = await iot.send(new CreateThingCommand({ thingName: 'completed:lamp' }));
  await iot.send(new CreateJobCommand({ jobId: 'completed-job', targets: [thingArn], document: '{}' }));
})();

/** What is typed before Tab is pressed, and the last word afterwards. */
const completed: readonly (readonly [typed: string, lastWord: string])[] = [
  ['musterd iot delete-job-e', 'delete-job-execution'],
  ['musterd iot-', 'iot-jobs-data'],
  ['musterd iot delete-job --job-i', '--job-id'],
  ['musterd iot delete-job --job-id completed-', 'completed-job'],
  ['musterd iot list-jobs --status CO', 'COMPLETED'],
  ['musterd iot list-jobs --output=js', '--output=json'],
  ['musterd --region us-east-1 iot describe-en', 'describe-endpoint'],
  ['musterd iot describe-thing --thing-name completed:l', 'completed:lamp'],
  ['musterd iot list-things --profile comp', 'completed'],
  ['musterd jobs expl', 'explain'],
  ['musterd jobs explain completed-job completed:', 'completed:lamp'],
  ['musterd jobs wait completed-job --until=can', '--until=canceled'],
  ['musterd completion z', 'zsh'],
  ['musterd env --ready-file afi', 'afile.json'],
];
const ambiguous = 'musterd iot list-jobs --status C';

/** Presses Tab after each of the lines, then has the shell print its words instead of running them. */
async function pressTab(
  words: readonly string[],
  { directory, environment }: { readonly directory: string; readonly environment: Readonly<Record<string, string>> },
): Promise<{ readonly lastWords: string[]; readonly screen: string }> {
  const setUp = `cd '${directory}'; words() { printf '[%s]' "$@"; echo "DO""NE"; }; eval "$(musterd completion ${words[0]})"`;
  const lines = completed.map(([typed]) => ['DONE', `${typed}\t\u0001words \r`] as const);
  const { stdout } = await runInTerminal(words, { ...environment, INPUTRC: '/dev/null' }, [
    ['', `${setUp}; words\r`],
    ...lines,
    ['DONE', `${ambiguous}\t\t`],
    ['COMPLETED', '\u0015exit\r'],
  ]);
  const printed = [...stdout.matchAll(/\[([^\][]*)\]DONE/g)].map(([, word = '']) => word);
  return { lastWords: printed.slice(1), screen: stdout };
}

for (const [shell, ...words] of [
  ['bash', '--norc', '--noprofile', '-i'],
  ['zsh', '-f', '-i'],
] as const) {
  const { skip } = find(shell, [shell], '-c', 'true');
  test(`Tab completes in ${shell}`, { skip: skip || skipWithoutTerminal }, async (t) => {
    await names;
    const { lastWords, screen } = await pressTab([shell, ...words], await home(t));
    const expected = completed.map(([, lastWord]) => lastWord);
    assert.deepEqual(lastWords, expected, screen);
    assert.match(screen, /CANCELED +COMPLETED/);
  });
}

const fish = find('fish', ['fish'], '-c', 'true');

test('Tab completes in fish', { skip: fish.skip }, async (t) => {
  await names;
  const { directory, environment } = await home(t);
  const typed = [...completed.map(([line]) => line), ambiguous];
  const script = [
    `cd '${directory}'`,
    'musterd completion fish | source',
    ...typed.flatMap((line) => [`complete -C '${line}'`, 'echo =']),
  ];
  const { code, stderr, stdout } = await run(fish.program, ['--no-config', '-c', script.join('\n')], environment);
  assert.deepEqual([code, stderr], [0, '']);
  const offered = stdout.split('=\n').map((lines) => lines.trim().split('\n'));
  assert.deepEqual(offered.slice(0, -1), [...completed.map(([, lastWord]) => [lastWord]), ['CANCELED', 'COMPLETED']]);
});
