/** Chunks that end the executions of a job go through the index, each from where the former one ended. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cancelExecutions,
  deleteExecutions,
  type Ended,
  type EndedUpTo,
} from '../../../src/store/job-execution/ending-executions.ts';
import { openTestDatabase } from '../../support/database.ts';

const database = await openTestDatabase();

/** Executions of a job, in this order of their places; the later its number in the row, the earlier it was queued. */
async function fill(jobNumber: number, status: string, thingNames: readonly string[]): Promise<void> {
  await database.query(
    {
      name: '',
      text: `INSERT INTO job_execution (thing_name, job_number, execution_number, status, version_number, retry_attempt,
               force_canceled, queued_at, last_updated_at)
             SELECT thing_name, $1, 1, $2, 1, 0, false, 100 - i, 0
               FROM unnest($3::text[]) WITH ORDINALITY AS given (thing_name, i)`,
    },
    [jobNumber, status, thingNames],
  );
}

const namesOf = ({ executions }: Ended) => executions.map(({ thingName }) => thingName).sort();

test('a deletion takes the oldest first, goes on after them, and finds at last what came before', async () => {
  await fill(1, 'QUEUED', ['e', 'd', 'c', 'b', 'a']);
  await fill(1, 'FAILED', ['g', 'f']);
  const take = (upTo: EndedUpTo | undefined) => deleteExecutions(database, 1, ['QUEUED', 'FAILED'], 2, upTo);
  const first = await take(undefined);
  assert.deepEqual(namesOf(first), ['a', 'b']);
  assert.equal(first.upTo?.thingName, 'b');
  await fill(1, 'QUEUED', ['z', 'z1', 'z2', 'z3', 'z4', 'z5']);
  // What was queued before the place where the first chunk ended is not stepped over again.
  const { executions } = await deleteExecutions(database, 1, ['QUEUED', 'FAILED'], 100, first.upTo);
  assert.deepEqual(executions.map(({ thingName }) => thingName).sort(), [
    'c',
    'd',
    'e',
    'f',
    'g',
    'z',
    'z1',
    'z2',
    'z3',
  ]);
  const nothing = await take({ status: 'FAILED', queuedAt: 1_000, thingName: '', executionNumber: 0 });
  assert.deepEqual(nothing, { executions: [], upTo: undefined });
  assert.deepEqual(namesOf(await take(undefined)), ['z4', 'z5']);
});

test('a cancellation goes on from one status to the next', async () => {
  await fill(2, 'IN_PROGRESS', ['b', 'a']);
  await fill(2, 'QUEUED', ['d', 'c']);
  const take = (upTo: EndedUpTo | undefined) =>
    cancelExecutions(database, 2, ['IN_PROGRESS', 'QUEUED'], 3, upTo, 5, true);
  const first = await take(undefined);
  assert.deepEqual(namesOf(first), ['a', 'b', 'c']);
  assert.equal(first.upTo?.status, 'QUEUED');
  const second = await take(first.upTo);
  assert.deepEqual(namesOf(second), ['d']);
  assert.deepEqual((await take(second.upTo)).upTo, undefined);
});
