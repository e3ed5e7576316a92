import { listAudit } from '../../../store/operator/audit.ts';
import { answeredEntry, wantedEntries } from '../../audit/wanted-entries.ts';
import { cutPage, pageOf } from '../../page.ts';
import type { ExtensionHandler } from '../context.ts';

/** Lists who did what, the newest first. */
export const listAuditEntries: ExtensionHandler<'ListAuditEntries'> = async ({ audit, database }, input) => {
  // What was refused a moment ago is part of the answer.
  await audit.flush();
  const filter = wantedEntries(input);
  const page = pageOf('ListAuditEntries', input, { ...filter }, ['number', 'number']);
  const rows = await listAudit(database, filter, page.after, page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, ({ at, auditId }) => [at, auditId]);
  return { entries: items.map(answeredEntry), nextToken };
};
