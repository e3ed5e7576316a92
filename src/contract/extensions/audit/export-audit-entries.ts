import { defineOperation } from '../../operation.ts';
import { auditFilter } from './shapes.ts';

export const exportAuditEntries = defineOperation({
  name: 'ExportAuditEntries',
  service: 'iot',
  method: 'GET',
  path: '/x/audit/export',
  sentence: 'Gives all entries that are wanted as one file of JSON lines, the newest first.',
  input: auditFilter,
  answers: { kind: 'file', mediaType: 'application/jsonl', fileName: 'audit.jsonl' },
  errors: ['InvalidRequestException', 'InternalFailureException'],
  resources: ['*'],
});
