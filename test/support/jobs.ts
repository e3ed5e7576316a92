/** Short ways to say what the tests of jobs say again and again. */
import type { InputOf } from '../../src/contract/operation.ts';
import type { createJob } from '../../src/contract/operations/job/create-job.ts';
import { thingArn, thingGroupArn } from '../../src/domain/arn.ts';
import { operationHandlers } from '../../src/operations/index.ts';
import { statement } from '../../src/store/database/database.ts';
import { type TestContext, testAccount } from './context.ts';

export const call = operationHandlers;

type JobInput = InputOf<typeof createJob>;

/** Creates things of these names. */
export async function createThings(context: TestContext, ...thingNames: string[]): Promise<void> {
  for (const thingName of thingNames) await call.CreateThing(context, { thingName });
}

/** Creates a group with these members, which must exist. */
export async function createGroup(context: TestContext, thingGroupName: string, ...members: string[]): Promise<void> {
  await call.CreateThingGroup(context, { thingGroupName });
  for (const thingName of members) await call.AddThingToThingGroup(context, { thingGroupName, thingName });
}

export const things = (...names: string[]) => names.map((name) => thingArn(testAccount, name));
export const groups = (...names: string[]) => names.map((name) => thingGroupArn(testAccount, name));

/** Creates a job with a small document over the given targets. */
export async function createTestJob(
  context: TestContext,
  jobId: string,
  targets: readonly string[],
  further: Partial<JobInput> = {},
): Promise<void> {
  await call.CreateJob(context, { jobId, targets, document: '{"do":"it"}', ...further });
}

/** The status of a job, or undefined when it is gone. */
export async function statusOf(context: TestContext, jobId: string): Promise<string | undefined> {
  try {
    return (await call.DescribeJob(context, { jobId })).job?.status;
  } catch {
    return undefined;
  }
}

const stored = statement(
  'test.counters',
  'SELECT status, sum(executions) AS executions FROM job_execution_count GROUP BY status',
);
const recounted = statement('test.recount', 'SELECT status, count(*) AS executions FROM job_execution GROUP BY status');

/** The counters of all jobs together, as they are kept and as a recount of the executions gives them. */
export async function countersAndRecount(context: TestContext) {
  const read = async (question: typeof stored) => {
    const rows = await context.database.query<{ status: string; executions: number }>(question);
    return Object.fromEntries(
      rows
        .filter((row) => row.executions !== 0)
        .map((row) => [row.status, row.executions])
        .sort(),
    );
  };
  return { kept: await read(stored), recounted: await read(recounted) };
}
