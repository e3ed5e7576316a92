import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { testEngine } from '../../support/engine.ts';
import { call, createGroup, createTestJob, createThings, groups, things } from '../../support/jobs.ts';
import { readAll } from '../../support/pages.ts';
import { refusal } from '../../support/refusal.ts';

type Filter = Omit<Parameters<typeof call.ListJobs>[1], 'maxResults' | 'nextToken'>;

const engine = await testEngine();
let fleetId: string;

/** Jobs from the oldest to the newest; two are of the same millisecond. */
before(async () => {
  await createThings(engine, 'a');
  await createGroup(engine, 'fleet');
  await createGroup(engine, 'other');
  fleetId = String((await call.DescribeThingGroup(engine, { thingGroupName: 'fleet' })).thingGroupId);
  const continuous = { targetSelection: 'CONTINUOUS' } as const;
  for (const [jobId, targets, further] of [
    ['completed', groups('fleet'), {}],
    ['canceled', things('a'), continuous],
    ['deleted', things('a'), { namespaceId: 'X' }],
    ['running-1', [...things('a'), ...groups('fleet', 'other')], continuous],
    ['running-2', groups('other'), { ...continuous, namespaceId: 'X' }],
  ] as const) {
    if (jobId !== 'running-2') engine.clock.advance(1_000);
    await createTestJob(engine, jobId, targets, further);
    await engine.settle();
  }
  await call.CancelJob(engine, { jobId: 'canceled' });
  await engine.settle();
  await call.DeleteJob(engine, { jobId: 'deleted', force: true });
});

const idsOf = (filter: Filter) =>
  readAll(
    (page) => call.ListJobs(engine, { ...filter, ...page }),
    ({ jobs }) => jobs?.map((job) => job.jobId),
  );

describe('ListJobs', () => {
  const lists: readonly (readonly [Filter, string[]])[] = [
    [{}, ['running-2', 'running-1', 'deleted', 'canceled', 'completed']],
    [{ status: 'IN_PROGRESS' }, ['running-2', 'running-1']],
    [{ status: 'COMPLETED' }, ['completed']],
    [{ status: 'CANCELED' }, ['canceled']],
    [{ status: 'DELETION_IN_PROGRESS' }, ['deleted']],
    [{ status: 'SCHEDULED' }, []],
    [{ targetSelection: 'CONTINUOUS' }, ['running-2', 'running-1', 'canceled']],
    [{ targetSelection: 'SNAPSHOT', status: 'COMPLETED' }, ['completed']],
    [{ namespaceId: 'X' }, ['running-2', 'deleted']],
    [{ namespaceId: 'X', status: 'IN_PROGRESS' }, ['running-2']],
    [{ namespaceId: 'Y' }, []],
    [{ thingGroupName: 'fleet' }, ['running-1', 'completed']],
    [{ thingGroupName: 'fleet', status: 'IN_PROGRESS', targetSelection: 'CONTINUOUS' }, ['running-1']],
    [{ thingGroupName: 'other', namespaceId: 'X' }, ['running-2']],
  ];
  for (const [filter, expected] of lists) {
    test(`with ${JSON.stringify(filter)} gives ${expected.join(', ') || 'nothing'}, page by page`, async () => {
      assert.deepEqual(await idsOf(filter), expected);
      assert.deepEqual(
        (await call.ListJobs(engine, filter)).jobs?.map((job) => job.jobId),
        expected,
      );
    });
  }

  test('by a group shows the id of the group, and finds it by its id in any case of its letters', async () => {
    const { jobs } = await call.ListJobs(engine, { thingGroupId: fleetId.toUpperCase() });
    assert.deepEqual(
      jobs?.map(({ jobId, thingGroupId }) => [jobId, thingGroupId]),
      [
        ['running-1', fleetId],
        ['completed', fleetId],
      ],
    );
  });

  test('shows a summary of each job', async () => {
    const { jobs } = await call.ListJobs(engine, { status: 'COMPLETED' });
    const { job } = await call.DescribeJob(engine, { jobId: 'completed' });
    assert.deepEqual(jobs, [
      {
        jobArn: job?.jobArn,
        jobId: 'completed',
        targetSelection: 'SNAPSHOT',
        status: 'COMPLETED',
        createdAt: job?.createdAt,
        lastUpdatedAt: job?.lastUpdatedAt,
        completedAt: job?.completedAt,
        isConcurrent: false,
      },
    ]);
  });

  test('refuses groups that do not exist, and a name and an id of different ones', async () => {
    for (const filter of [
      { thingGroupName: 'nothing' },
      { thingGroupId: 'not-a-uuid' },
      { thingGroupId: '00000000-0000-4000-8000-000000000000' },
    ]) {
      await assert.rejects(call.ListJobs(engine, filter), refusal('ResourceNotFoundException'));
    }
    const both = call.ListJobs(engine, { thingGroupName: 'other', thingGroupId: fleetId });
    await assert.rejects(both, refusal('InvalidRequestException'));
    assert.equal((await call.ListJobs(engine, { thingGroupName: 'fleet', thingGroupId: fleetId })).jobs?.length, 2);
  });

  test('refuses a token with other filters, and one that is none', async () => {
    const { nextToken } = await call.ListJobs(engine, { maxResults: 1 });
    assert.ok(nextToken !== undefined);
    const other = call.ListJobs(engine, { nextToken, status: 'COMPLETED' });
    await assert.rejects(other, refusal('InvalidRequestException', /filters/));
    await assert.rejects(call.ListJobs(engine, { nextToken: 'abc' }), refusal('InvalidRequestException'));
  });
});
