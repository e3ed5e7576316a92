/** The shapes of the audit log. */
import { timestamp } from '../../shapes/common.ts';

const string = { type: 'string' } as const;
const wanted = { type: 'string', min: 1, max: 2_048, pattern: '[^\\p{C}]+' } as const;
const instant = { type: 'string', max: 64 } as const;

export const auditEntry = {
  type: 'structure',
  members: {
    at: { shape: timestamp },
    requestId: { shape: string },
    principal: { shape: string },
    accessKeyId: { shape: string },
    action: { shape: string },
    resources: { shape: { type: 'list', of: string } },
    sourceAddress: { shape: string },
    decision: { shape: string },
    result: { shape: string },
    clientId: { shape: string },
    reason: { shape: string },
  },
} as const;

/** Which entries are wanted. */
export const auditFilter = {
  /** From this instant on, in ISO 8601. */
  since: { shape: instant, in: 'query' },
  /** Before this instant. */
  until: { shape: instant, in: 'query' },
  principal: { shape: wanted, in: 'query' },
  action: { shape: wanted, in: 'query' },
  resource: { shape: wanted, in: 'query' },
  decision: { shape: { type: 'string', enum: ['allowed', 'denied'] }, in: 'query' },
} as const;
