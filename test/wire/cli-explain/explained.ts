/** `musterd jobs explain` against a server whose clock the tests move, and short ways to bring about what is to be explained. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { AddThingToThingGroupCommand, CreateThingCommand, CreateThingGroupCommand } from '@aws-sdk/client-iot';
import { StartNextPendingJobExecutionCommand, UpdateJobExecutionCommand } from '@aws-sdk/client-iot-jobs-data-plane';
import { run } from '../support/command.ts';
import { uniqueName } from '../support/device.ts';
import { iotClient, jobsDataClient } from '../support/iot-client.ts';
import { startServer, type WireServer } from '../support/server.ts';

export const program = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'main.js');
export const server = await startServer(['--clock', 'virtual']);
export const iot = iotClient(server);
const device = jobsDataClient(server, server.endpoint);

export function musterd(words: readonly string[], { readyFile }: WireServer = server, more: NodeJS.ProcessEnv = {}) {
  const environment = {
    PATH: process.env['PATH'],
    MUSTERD_READY_FILE: readyFile,
    AWS_CONFIG_FILE: '/dev/null',
    ...more,
  };
  return run(process.execPath, [program, ...words], environment);
}

/** Also lets what is due be done. */
export async function advance(seconds: number, { endpoint }: WireServer = server): Promise<void> {
  const answer = await fetch(`${endpoint}/x/clock/advance`, { method: 'POST', body: JSON.stringify({ seconds }) });
  assert.equal(answer.status, 200);
}

interface Explained {
  readonly reasons: readonly {
    readonly code: string;
    readonly sentence: string;
    readonly facts: Readonly<Record<string, unknown>>;
  }[];
  readonly unknown: readonly string[];
}

export async function explain(jobId: string, thingName: string, exitCode = 0, of: WireServer = server) {
  const { code, stderr, stdout } = await musterd(['jobs', 'explain', jobId, thingName, '--output', 'json'], of);
  assert.deepEqual([code, stderr], [exitCode, ''], stdout);
  const { reasons } = JSON.parse(stdout) as Explained;
  assert.ok(reasons.length > 0);
  return { codes: reasons.map(({ code }) => code), first: reasons[0] ?? assert.fail() };
}

export async function thing(): Promise<{ thingName: string; thingArn: string }> {
  const { thingArn = '', thingName = '' } = await iot.send(new CreateThingCommand({ thingName: uniqueName('lamp') }));
  return { thingName, thingArn };
}

export async function group(...members: string[]): Promise<{ thingGroupName: string; thingGroupArn: string }> {
  const thingGroupName = uniqueName('room');
  const { thingGroupArn = '' } = await iot.send(new CreateThingGroupCommand({ thingGroupName }));
  for (const thingName of members) await iot.send(new AddThingToThingGroupCommand({ thingGroupName, thingName }));
  return { thingGroupName, thingGroupArn };
}

export const start = (thingName: string) => device.send(new StartNextPendingJobExecutionCommand({ thingName }));
export const report = (
  jobId: string,
  thingName: string,
  status: 'FAILED' | 'SUCCEEDED' | 'REJECTED',
  reason?: string,
) =>
  device.send(
    new UpdateJobExecutionCommand({ jobId, thingName, status, ...(reason && { statusDetails: { reason } }) }),
  );
