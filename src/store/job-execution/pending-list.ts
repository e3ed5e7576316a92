/** The pending lists of things, as devices are shown them: one list for each namespace and one for jobs without any. */
import { type Queryable, statement } from '../database/database.ts';
import { type ExecutionOfJob, executionColumns, jobOfExecutionColumns } from './job-execution-row.ts';
import { executionsWithJob, offered, pendingOrder } from './offered.ts';

export interface PendingListQuestion {
  readonly thingName: string;
  /** null: the executions of jobs without a namespace. */
  readonly namespaceId: string | null;
}

const lists = statement(
  'pendingList.lists',
  `SELECT r.i::int AS position, t.thing_name IS NOT NULL AS "thingExists", p.*
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS r (thing_name, namespace_id, i)
     LEFT JOIN thing t ON t.thing_name = r.thing_name
     LEFT JOIN LATERAL (
       SELECT ${executionColumns}, ${jobOfExecutionColumns}
         FROM ${executionsWithJob}
        WHERE e.thing_name = r.thing_name AND ${offered} AND j.namespace_id IS NOT DISTINCT FROM r.namespace_id
        ORDER BY ${pendingOrder}
        LIMIT 15
     ) p ON true
    ORDER BY r.i, p.status, p."queuedAt", p."jobNumber"`,
);

export interface PendingList {
  readonly thingExists: boolean;
  /** In the order of the list, at most 15. */
  readonly executions: readonly ExecutionOfJob[];
}

/** Answers each question in its place. */
export async function readPendingLists(
  queryable: Queryable,
  questions: readonly PendingListQuestion[],
): Promise<PendingList[]> {
  // An empty list alone is a list of nothing.
  const answers = questions.map(() => ({ thingExists: false, executions: [] as ExecutionOfJob[] }));
  const rows = await queryable.query<ExecutionOfJob & { position: number; thingExists: boolean }>(lists, [
    questions.map((question) => question.thingName),
    questions.map((question) => question.namespaceId),
  ]);
  for (const row of rows) {
    const answer = answers[row.position - 1];
    if (answer === undefined) continue;
    answer.thingExists = row.thingExists;
    if (row.jobNumber !== null) answer.executions.push(row);
  }
  return answers;
}
