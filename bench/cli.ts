/**
 * How long `musterd iot describe-job` takes beside the `aws` command for the same call, on the same server: medians of nine
 * runs each, in turns, so that a machine whose speed drifts is fair to both. Prints the ratio; at most a third is the aim.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReadyInformation } from '../src/server/ready-file.ts';

const RUNS = 9;
const START_LIMIT_MS = 30_000;
const program = join(import.meta.dirname, '..', 'src', 'cli', 'main.js');
const directory = mkdtempSync(join(tmpdir(), 'musterd-bench-'));
const readyFile = join(directory, 'ready.json');
const ports = ['--http-port', '0', '--https-port', '0', '--mqtts-port', '0'];
const server = spawn(process.execPath, [program, 'up', '--ephemeral', ...ports, '--ready-file', readyFile], {
  stdio: 'ignore',
});
try {
  const ready = await serverReady();
  const environment = {
    ...process.env,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_ACCESS_KEY_ID: ready.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ready.secretAccessKey,
    AWS_DEFAULT_REGION: ready.region,
    AWS_PAGER: '',
  };
  const run = (command: string, words: readonly string[]): number => {
    const begin = performance.now();
    const { status, stderr } = spawnSync(command, [...words, '--endpoint-url', ready.endpoint], {
      env: environment,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${status}: ${stderr}`);
    return performance.now() - begin;
  };
  const target = `arn:aws:iot:${ready.region}:${ready.accountId}:thing/bench`;
  const describeJob = ['iot', 'describe-job', '--job-id', 'bench'];
  run(process.execPath, [program, 'iot', 'create-thing', '--thing-name', 'bench']);
  const job = ['--job-id', 'bench', '--targets', target, '--document', '{}'];
  run(process.execPath, [program, 'iot', 'create-job', ...job]);
  const tools = ['aws', '/usr/bin/aws'].filter((tool) => spawnSync(tool, ['--version']).status === 0);
  for (const aws of tools) {
    const theirs: number[] = [];
    const ours: number[] = [];
    for (let turn = 0; turn < RUNS; turn += 1) {
      theirs.push(run(aws, describeJob));
      ours.push(run(process.execPath, [program, ...describeJob]));
    }
    const [their, our] = [median(theirs), median(ours)];
    const version = spawnSync(aws, ['--version'], { encoding: 'utf8' }).stdout.split(' ')[0];
    console.log(`${version}: ${their.toFixed(0)} ms, musterd: ${our.toFixed(0)} ms, ratio ${(our / their).toFixed(2)}`);
  }
} finally {
  server.kill('SIGTERM');
  rmSync(directory, { recursive: true });
}

async function serverReady(): Promise<ReadyInformation> {
  for (const end = performance.now() + START_LIMIT_MS; performance.now() < end; await wait(50)) {
    // Written by the server, whole.
    if (existsSync(readyFile)) return JSON.parse(readFileSync(readyFile, 'utf8')) as ReadyInformation;
  }
  throw new Error('The server did not start.');
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
