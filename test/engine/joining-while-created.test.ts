import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEngine } from '../support/engine.ts';
import { call, createGroup, createTestJob, createThings, groups } from '../support/jobs.ts';

test('a thing that joins while a continuous job is created gets its execution, by the rollout or by following', async () => {
  const engine = await testEngine({ quotas: { rolloutRatePerMinute: null } });
  await createGroup(engine, 'fleet');
  await call.CreateThingGroup(engine, { thingGroupName: 'below', parentGroupName: 'fleet' });
  const names = Array.from({ length: 60 }, (_, index) => `thing-${index}`);
  await createThings(engine, ...names);
  const joins = names.map((thingName, index) =>
    call.AddThingToThingGroup(engine, { thingGroupName: index % 2 === 0 ? 'fleet' : 'below', thingName }),
  );
  const creations = ['job-1', 'job-2', 'job-3'].map((jobId) =>
    createTestJob(engine, jobId, groups('fleet'), { targetSelection: 'CONTINUOUS' }),
  );
  await Promise.all([...joins, ...creations]);
  await engine.settle();
  for (const jobId of ['job-1', 'job-2', 'job-3']) {
    const { job } = await call.DescribeJob(engine, { jobId });
    assert.equal(job?.jobProcessDetails?.numberOfQueuedThings, names.length);
  }
});
