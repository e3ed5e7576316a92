import type { Database } from '../../../store/database/database.ts';
import { type AuditFilter, listAudit } from '../../../store/operator/audit.ts';
import { answeredEntry, wantedEntries } from '../../audit/wanted-entries.ts';
import type { ExtensionHandler } from '../context.ts';

/** Read at a time: few enough to be held in memory by every reader that there may be. */
const PAGE = 250;

/** Gives the entries as JSON lines. What is written while it is read comes before the newest of the file, so it is not in it. */
export const exportAuditEntries: ExtensionHandler<'ExportAuditEntries'> = async ({ audit, database }, input) => {
  const filter = wantedEntries(input);
  await audit.flush();
  return { bytes: lines(database, filter) };
};

async function* lines(database: Database, filter: AuditFilter): AsyncGenerator<Uint8Array> {
  let before: readonly [at: number, auditId: number] | undefined;
  for (;;) {
    const rows = await listAudit(database, filter, before, PAGE);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield Buffer.from(rows.map((row) => `${line(row)}\n`).join(''));
    if (rows.length < PAGE) return;
    before = [last.at, last.auditId];
  }
}

/** Like an entry of ListAuditEntries: the instant in seconds, what is not known left out. */
function line(row: Parameters<typeof answeredEntry>[0]): string {
  const entry = answeredEntry(row);
  return JSON.stringify({ ...entry, at: row.at / 1_000 });
}
