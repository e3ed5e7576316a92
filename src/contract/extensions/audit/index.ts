import { exportAuditEntries } from './export-audit-entries.ts';
import { listAuditEntries } from './list-audit-entries.ts';

/** The operations under `/x/` on the audit log. */
export const auditExtensions = {
  ExportAuditEntries: exportAuditEntries,
  ListAuditEntries: listAuditEntries,
} as const;
