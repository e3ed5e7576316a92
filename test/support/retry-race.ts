/** A device that fails an execution, of which a retry is queued, while something else waits for that execution. */
import { type Database, type Queryable, statement } from '../../src/store/database/database.ts';

const waiting = statement(
  '',
  "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
);
const failed = statement(
  '',
  `WITH failed AS (
     UPDATE job_execution SET status = 'FAILED', version_number = 2 WHERE thing_name = $1 RETURNING job_number, queued_at)
   INSERT INTO job_execution (thing_name, job_number, execution_number, status, version_number, retry_attempt, retries_of_failure,
     force_canceled, queued_at, last_updated_at)
   SELECT $1, job_number, 2, 'QUEUED', 1, 1, 1, false, queued_at, queued_at FROM failed`,
);

/** Fails the first execution of a thing and queues the second, as the device path does. */
export async function failAndRetry(transaction: Queryable, thingName: string): Promise<void> {
  await transaction.query(failed, [thingName]);
}

/**
 * Begins `other` while a transaction has done its `work` and not committed yet: it does as soon as `other` waits for it, or is
 * done without.
 */
export async function beginDuring(
  database: Database,
  work: (transaction: Queryable) => Promise<void>,
  other: () => Promise<unknown>,
): Promise<void> {
  let begun: Promise<unknown> = Promise.resolve();
  await database.transaction(async (transaction) => {
    await work(transaction);
    let isDone = false;
    begun = other();
    begun.then(
      () => (isDone = true),
      () => (isDone = true),
    );
    while (!isDone && (await database.query(waiting)).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
  });
  await begun;
}
