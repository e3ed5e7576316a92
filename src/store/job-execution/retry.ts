/** Queues executions in place of others that ended badly. */
import type { JobExecution } from '../../domain/job-execution/job-execution.ts';
import type { Retry } from '../../domain/job-execution/retry.ts';
import { type Queryable, statement } from '../database/database.ts';

const queue = statement(
  'retry.queue',
  `INSERT INTO job_execution (thing_name, job_number, execution_number, status, version_number, retry_attempt,
     retries_of_failure, force_canceled, queued_at, last_updated_at)
   SELECT thing_name, $1, execution_number, 'QUEUED', 1, retry_attempt, retries_of_failure, false, queued_at, $2
     FROM unnest($3::text[], $4::bigint[], $5::int[], $6::int[], $7::bigint[])
            AS r (thing_name, execution_number, retry_attempt, retries_of_failure, queued_at)
   ON CONFLICT DO NOTHING
   RETURNING thing_name AS "thingName"`,
);

/** Queues the retries of one job and gives the things that got one. */
export async function queueRetries(
  transaction: Queryable,
  jobNumber: number,
  retries: readonly (Retry & Pick<JobExecution, 'thingName'>)[],
  now: number,
): Promise<string[]> {
  const rows = await transaction.query<{ thingName: string }>(queue, [
    jobNumber,
    now,
    retries.map(({ thingName }) => thingName),
    retries.map(({ executionNumber }) => executionNumber),
    retries.map(({ retryAttempt }) => retryAttempt),
    retries.map(({ retriesOfFailure }) => retriesOfFailure),
    retries.map(({ queuedAt }) => queuedAt),
  ]);
  return rows.map((row) => row.thingName);
}
