import { defineOperation } from '../../operation.ts';
import { maxResults, nextToken } from '../../shapes/common.ts';
import { auditEntry, auditFilter } from './shapes.ts';

export const listAuditEntries = defineOperation({
  name: 'ListAuditEntries',
  service: 'iot',
  method: 'GET',
  path: '/x/audit',
  sentence: 'Lists who did what, the newest first.',
  input: {
    ...auditFilter,
    maxResults: { shape: maxResults, in: 'query' },
    nextToken: { shape: nextToken, in: 'query' },
  },
  output: { entries: { shape: { type: 'list', of: auditEntry } }, nextToken: { shape: nextToken } },
  errors: ['InvalidRequestException', 'InternalFailureException'],
  resources: ['*'],
});
