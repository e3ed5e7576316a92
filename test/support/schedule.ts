/** Short ways to say what the tests of schedules say again and again; all of them about a job named `job`. */
import assert from 'node:assert/strict';
import { TEST_START } from './context.ts';
import { type TestEngine, testEngine } from './engine.ts';
import { call, countersAndRecount, createGroup, createThings } from './jobs.ts';

export type JobInput = Parameters<typeof call.CreateJob>[1];
type Config = NonNullable<JobInput['schedulingConfig']>;
export type EndBehavior = NonNullable<Config['endBehavior']>;

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** So many hours after the test began, as text and as an instant. */
export const hour = (hours: number) => TEST_START + hours * HOUR;
export const hourText = (hours: number) => new Date(hour(hours)).toISOString();
/** Open from two to three, every day. */
export const nightly = { maintenanceWindows: [{ startTime: 'cron(0 2 * * ? *)', durationInMinutes: 60 }] };
export const continuous = (schedulingConfig: Config) => ({ targetSelection: 'CONTINUOUS', schedulingConfig }) as const;

export async function moveTo(engine: TestEngine, instant: number): Promise<void> {
  engine.clock.moveTo(instant);
  await engine.settle();
}

export async function engineWith(members: readonly string[], options: Parameters<typeof testEngine>[0] = {}) {
  const engine = await testEngine(options);
  await createThings(engine, ...members);
  await createGroup(engine, 'fleet', ...members);
  return engine;
}

export async function describeJob(engine: TestEngine) {
  const { job } = await call.DescribeJob(engine, { jobId: 'job' });
  assert.ok(job !== undefined);
  return job;
}

/** The status of each execution of the job, in the order of the list. */
export async function executions(engine: TestEngine): Promise<string[]> {
  const { executionSummaries = [] } = await call.ListJobExecutionsForJob(engine, { jobId: 'job' });
  return executionSummaries.map(
    ({ jobExecutionSummary, thingArn }) => `${thingArn?.split('/')[1]} ${jobExecutionSummary?.status}`,
  );
}

export const report = (engine: TestEngine, thingName: string, status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED') =>
  engine.devices.UpdateJobExecution({ thingName, jobId: 'job', status });
export const queuedOf = async (engine: TestEngine, thingName: string) =>
  (await engine.devices.GetPendingJobExecutions({ thingName })).queuedJobs.map(({ jobId }) => jobId);

export async function assertCounters(engine: TestEngine): Promise<void> {
  const { kept, recounted } = await countersAndRecount(engine);
  assert.deepEqual(kept, recounted);
}
