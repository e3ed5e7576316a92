/** Which entries of the audit log are wanted, and how they are answered. */
import { invalidRequest } from '../../contract/errors.ts';
import type { auditEntry, auditFilter } from '../../contract/extensions/audit/shapes.ts';
import type { TypeOf, TypeOfMembers } from '../../contract/shape.ts';
import { parseInstant } from '../../lib/date-time-text.ts';
import type { AuditFilter, StoredAuditEntry } from '../../store/operator/audit.ts';

/** InvalidRequestException for an instant that cannot be read. */
export function wantedEntries(input: TypeOfMembers<typeof auditFilter>): AuditFilter {
  const { action, decision, principal, resource, since, until } = input;
  return {
    since: since === undefined ? 0 : instantOf('since', since),
    until: until === undefined ? Number.MAX_SAFE_INTEGER : instantOf('until', until),
    action,
    decision,
    principal,
    resource,
  };
}

export function answeredEntry(entry: StoredAuditEntry): TypeOf<typeof auditEntry> {
  return {
    at: entry.at,
    requestId: entry.requestId ?? undefined,
    principal: entry.principal ?? undefined,
    accessKeyId: entry.accessKeyId ?? undefined,
    action: entry.action,
    resources: entry.resources,
    sourceAddress: entry.sourceAddress ?? undefined,
    decision: entry.decision,
    result: entry.result,
    clientId: entry.clientId ?? undefined,
    reason: entry.reason ?? undefined,
  };
}

function instantOf(name: string, text: string): number {
  const instant = parseInstant(text);
  if (instant === undefined) {
    throw invalidRequest(`${name} must be an instant in ISO 8601, for example 2030-01-31T12:00:00Z.`);
  }
  return instant;
}
