import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateJobCommand, DescribeJobCommand, IoTClient, ListThingsInThingGroupCommand } from '@aws-sdk/client-iot';
import { up } from '../server/running-server.ts';

const directory = mkdtempSync(join(tmpdir(), 'musterd-demo-'));
after(() => rmSync(directory, { recursive: true }));

const DEVICES = 4;

/** Asks again until the answer is the one that is waited for. */
async function eventually<T>(ask: () => Promise<T>, isIt: (answer: T) => boolean): Promise<T> {
  const giveUpAt = performance.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    assert.ok(performance.now() < giveUpAt, `still ${JSON.stringify(answer)}`);
    await delay(200);
  }
}

test('simulated devices take a job, report progress and end it, also after a restart', {
  timeout: 300_000,
}, async (context) => {
  for (const jobId of ['first', 'after-a-restart']) {
    const server = up(context, directory, ['--demo', String(DEVICES)]);
    const { endpoint, region, accessKeyId, secretAccessKey } = await server.ready();
    const client = new IoTClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    await eventually(
      () => client.send(new ListThingsInThingGroupCommand({ thingGroupName: 'demo' })).catch(() => ({ things: [] })),
      ({ things = [] }) => things.length === DEVICES,
    );
    const targets = [`arn:aws:iot:${region}:000000000000:thinggroup/demo`];
    await client.send(new CreateJobCommand({ jobId, targets, document: '{"operation":"hello"}' }));
    const { job } = await eventually(
      () => client.send(new DescribeJobCommand({ jobId })),
      (answer) => answer.job?.status === 'COMPLETED',
    );
    const { numberOfSucceededThings = 0, numberOfFailedThings = 0 } = job?.jobProcessDetails ?? {};
    assert.equal(numberOfSucceededThings + numberOfFailedThings, DEVICES);
    server.child.kill('SIGINT');
    assert.equal(await server.ended, 0);
  }
});
