import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectedClients } from '../../../../src/operations/extensions/context.ts';
import { describeJobReach } from '../../../../src/operations/extensions/job/describe-job-reach.ts';
import { testEngine } from '../../../support/engine.ts';
import { extensionRequest } from '../../../support/extension-request.ts';
import { call, createGroup, createTestJob, createThings, groups, things } from '../../../support/jobs.ts';
import { refusal } from '../../../support/refusal.ts';

const nobody: ConnectedClients = { findClient: () => undefined, hasSubscriber: () => false };
const engine = await testEngine();

test('a thing is reached by itself, and by groups above its own, each since it joined', async () => {
  await createThings(engine, 'inner', 'outer', 'other');
  await call.CreateThingGroup(engine, { thingGroupName: 'house' });
  await call.CreateThingGroup(engine, { thingGroupName: 'floor', parentGroupName: 'house' });
  await createGroup(engine, 'house-2', 'outer');
  engine.clock.advance(1_000);
  await call.AddThingToThingGroup(engine, { thingGroupName: 'floor', thingName: 'inner' });
  const joinedAt = engine.clock.now();
  await createTestJob(engine, 'j', [...groups('house', 'house-2'), ...things('inner')]);
  const reach = (thingName: string) =>
    describeJobReach(extensionRequest(engine, { clients: nobody }), { jobId: 'j', thingName });
  assert.deepEqual((await reach('inner')).targets, [
    { targetArn: groups('house')[0], memberSince: joinedAt },
    { targetArn: things('inner')[0], memberSince: undefined },
  ]);
  assert.deepEqual((await reach('other')).targets, []);
  assert.deepEqual((await reach('nobody')).targets, []);
});

test('a rollout is told with its rate and where it stands, until it is over', async () => {
  await createThings(engine, 'a', 'b');
  await createGroup(engine, 'pair', 'a', 'b');
  await createTestJob(engine, 'slow', groups('pair'), { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
  await engine.settle();
  const reach = () =>
    describeJobReach(extensionRequest(engine, { clients: nobody }), { jobId: 'slow', thingName: 'b' });
  const before = await reach();
  assert.deepEqual(before.rollout, {
    released: 1,
    ratePerMinute: 1,
    nextReleaseAt: engine.clock.now() + 60_000,
    isInTurn: true,
    thingGroupName: 'pair',
    afterThingName: 'a',
  });
  assert.deepEqual(before.pending, []);
  for (const minute of [60_000, 60_000]) {
    engine.clock.advance(minute);
    await engine.settle();
  }
  const { pending, rollout } = await reach();
  assert.equal(rollout, undefined);
  assert.deepEqual(
    pending?.map(({ jobId, status }) => [jobId, status]),
    [['slow', 'QUEUED']],
  );
});

test('a client counts by its id, or by a certificate that belongs to the thing alone', async () => {
  await createThings(engine, 'lamp');
  await createTestJob(engine, 'k', things('lamp'));
  const asked: unknown[] = [];
  const clients: ConnectedClients = {
    findClient(...question) {
      asked.push(question);
      return { clientId: 'lamp', since: 5 };
    },
    hasSubscriber: (topic) => topic === '$aws/things/lamp/jobs/notify-next',
  };
  const { connection } = await describeJobReach(extensionRequest(engine, { clients }), {
    jobId: 'k',
    thingName: 'lamp',
  });
  assert.deepEqual(connection, { isConnected: true, clientId: 'lamp', since: 5, isSubscribed: true });
  assert.deepEqual(asked, [['lamp', []]]);
});

test('who is to hear of a job in a namespace is subscribed to a topic of that namespace', async () => {
  await createThings(engine, 'nucleus');
  await createTestJob(engine, 'n', things('nucleus'), { namespaceId: 'NS' });
  const isSubscribed = async (...topics: string[]) => {
    const clients: ConnectedClients = { ...nobody, hasSubscriber: (topic) => topics.includes(topic) };
    return (await describeJobReach(extensionRequest(engine, { clients }), { jobId: 'n', thingName: 'nucleus' }))
      .connection?.isSubscribed;
  };
  const prefix = '$aws/things/nucleus/jobs';
  assert.equal(await isSubscribed(`${prefix}/notify`, `${prefix}/notify-next`), false);
  for (const end of ['notify-namespace-NS', 'notify-next-namespace-NS', 'n/notify-namespace-NS']) {
    assert.equal(await isSubscribed(`${prefix}/${end}`), true);
  }
});

test('a job that is not there is refused', async () => {
  await assert.rejects(
    describeJobReach(extensionRequest(engine, { clients: nobody }), { jobId: 'none', thingName: 'lamp' }),
    refusal('ResourceNotFoundException', 'Job none does not exist.'),
  );
});
