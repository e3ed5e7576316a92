/** Lists who did what. */
import { invalidRequest } from '../../contract/errors.ts';
import type { listAuditEntries as contract } from '../../contract/extensions/audit.ts';
import type { InputOf, OutputOf } from '../../contract/operation.ts';
import { parseInstant } from '../../lib/date-time-text.ts';
import { listAudit } from '../../store/operator/audit.ts';
import type { OperationContext } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

/** The newest first. InvalidRequestException for an instant that cannot be read. */
export async function listAuditEntries(
  { database }: OperationContext,
  input: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { action, decision, principal, resource } = input;
  const filter = {
    since: input.since === undefined ? 0 : instantOf('since', input.since),
    until: input.until === undefined ? Number.MAX_SAFE_INTEGER : instantOf('until', input.until),
    action,
    decision,
    principal,
    resource,
  };
  const page = pageOf('ListAuditEntries', input, filter, ['number', 'number']);
  const rows = await listAudit(database, filter, page.after, page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, ({ at, auditId }) => [at, auditId]);
  const entries = items.map(({ at, resources, decision: outcome, result, ...entry }) => ({
    at,
    requestId: entry.requestId ?? undefined,
    principal: entry.principal ?? undefined,
    accessKeyId: entry.accessKeyId ?? undefined,
    action: entry.action,
    resources,
    sourceAddress: entry.sourceAddress ?? undefined,
    decision: outcome,
    result,
    clientId: entry.clientId ?? undefined,
    reason: entry.reason ?? undefined,
  }));
  return { entries, nextToken };
}

function instantOf(name: string, text: string): number {
  const instant = parseInstant(text);
  if (instant === undefined) {
    throw invalidRequest(`${name} must be an instant in ISO 8601, for example 2030-01-31T12:00:00Z.`);
  }
  return instant;
}
