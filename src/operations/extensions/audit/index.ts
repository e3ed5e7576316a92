import type { auditExtensions } from '../../../contract/extensions/audit/index.ts';
import type { ExtensionHandlers } from '../context.ts';
import { exportAuditEntries } from './export-audit-entries.ts';
import { listAuditEntries } from './list-audit-entries.ts';

/** What the operations under `/x/` on the audit log do. */
export const auditExtensionHandlers: ExtensionHandlers<typeof auditExtensions> = {
  ExportAuditEntries: exportAuditEntries,
  ListAuditEntries: listAuditEntries,
};
