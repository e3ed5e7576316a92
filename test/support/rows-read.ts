/** How many rows a statement reads, by the plan that PostgreSQL really runs. */
import type { Database, Queryable, Statement } from '../../src/store/database/database.ts';

interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** How many rows all scans of tables looked at in all. */
function rowsOf(plan: Plan): number {
  const inner = (plan.Plans ?? []).reduce((sum, child) => sum + rowsOf(child), 0);
  if (plan['Relation Name'] === undefined) return inner;
  return inner + (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
}

/** Runs the one statement that `ask` asks, after those of `session`, and undoes what it did. */
export async function rowsRead(
  database: Database,
  session: readonly string[],
  ask: (queryable: Queryable) => Promise<unknown>,
): Promise<number> {
  let rows = Number.NaN;
  const undo = new Error('undo');
  const done = database.transaction(async (transaction) => {
    for (const text of session) await transaction.query({ name: '', text });
    const recording: Queryable = {
      async query({ name, text }: Statement, values) {
        const [row] = await transaction.query<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(
          { name: `explain ${name}`, text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}` },
          values ?? [],
        );
        rows = rowsOf(row?.['QUERY PLAN'][0]?.Plan ?? { 'Actual Rows': Number.NaN, 'Actual Loops': 1 });
        return [];
      },
    };
    await ask(recording);
    throw undo;
  });
  await done.catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  return rows;
}
