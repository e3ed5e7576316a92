/** The first element of a thing's pending list, over all namespaces. */
import type { PendingElement } from '../../domain/pending-list.ts';
import { type Queryable, statement } from '../database/database.ts';
import { elementOf } from './device-read.ts';
import { type ExecutionOfJob, executionColumns, jobOfExecutionColumns } from './job-execution-row.ts';
import { executionsWithJob, offered, pendingOrder } from './offered.ts';

const first = statement(
  'firstPending.find',
  `SELECT f.*
     FROM unnest($1::text[]) WITH ORDINALITY AS r (thing_name, i)
    CROSS JOIN LATERAL (
      SELECT ${executionColumns}, ${jobOfExecutionColumns}
        FROM ${executionsWithJob}
       WHERE e.thing_name = r.thing_name AND ${offered}
       ORDER BY ${pendingOrder}
       LIMIT 1) f`,
);

/** The first pending executions of these things; a thing without any is missing. */
export async function readFirstPending(
  queryable: Queryable,
  thingNames: readonly string[],
): Promise<ReadonlyMap<string, ExecutionOfJob>> {
  const rows = await queryable.query<ExecutionOfJob>(first, [thingNames]);
  return new Map(rows.map((row) => [row.thingName, row]));
}

const namespaces = statement(
  'firstPending.namespaces',
  `SELECT DISTINCT r.thing_name AS "thingName", o.namespace_id AS "namespaceId"
     FROM unnest($1::text[]) AS r (thing_name)
    CROSS JOIN LATERAL (
      SELECT j.namespace_id FROM ${executionsWithJob} WHERE e.thing_name = r.thing_name AND ${offered}) o`,
);

/** The namespaces, undefined among them, that the pending executions of these things belong to. */
export async function readPendingNamespaces(
  queryable: Queryable,
  thingNames: readonly string[],
): Promise<ReadonlyMap<string, readonly (string | undefined)[]>> {
  const rows = await queryable.query<{ thingName: string; namespaceId: string | null }>(namespaces, [thingNames]);
  const found = new Map<string, (string | undefined)[]>();
  for (const { namespaceId, thingName } of rows) {
    const others = found.get(thingName) ?? [];
    others.push(namespaceId ?? undefined);
    found.set(thingName, others);
  }
  return found;
}

/** The first pending execution of one thing; null if its list is empty. */
export async function findFirstPending(queryable: Queryable, thingName: string): Promise<PendingElement | null> {
  const found = (await readFirstPending(queryable, [thingName])).get(thingName);
  return found === undefined ? null : elementOf(found);
}
