/** The shapes of users, roles, their access keys and policies. */
import { maxResults, nextToken, timestamp } from './common.ts';

/** Names of users and roles; as in IAM. */
export const operatorName = { type: 'string', min: 1, max: 64, pattern: '[A-Za-z0-9_+=,.@-]+' } as const;
export const sessionName = { type: 'string', min: 2, max: 64, pattern: '[A-Za-z0-9_+=,.@-]+' } as const;
export const operatorPolicyName = { type: 'string', min: 1, max: 128, pattern: '[A-Za-z0-9_+=,.@-]+' } as const;
export const accessKeyId = { type: 'string', min: 16, max: 128, pattern: '[A-Z0-9]+' } as const;
export const policyDocument = { type: 'string', min: 1, max: 65_536 } as const;
const text = { type: 'string' } as const;

/** The input of every list. */
export const page = {
  maxResults: { shape: maxResults, in: 'query' },
  nextToken: { shape: nextToken, in: 'query' },
} as const;

/** A user or a role: exactly one of the two is given. */
export const userOrRole = { userName: { shape: operatorName }, roleName: { shape: operatorName } } as const;

export const operatorDescription = {
  type: 'structure',
  members: {
    name: { shape: text },
    arn: { shape: text },
    createdAt: { shape: timestamp },
    policyNames: { shape: { type: 'list', of: text } },
  },
} as const;

export const accessKeyDescription = {
  type: 'structure',
  members: {
    accessKeyId: { shape: text },
    status: { shape: text },
    createdAt: { shape: timestamp },
    lastUsedAt: { shape: timestamp },
    expiresAt: { shape: timestamp },
  },
} as const;

/** The only time that a secret is shown. */
export const newAccessKey = {
  accessKeyId: { shape: text },
  secretAccessKey: { shape: text },
  sessionToken: { shape: text },
  expiresAt: { shape: timestamp },
} as const;

export const operatorPolicyDescription = {
  type: 'structure',
  members: {
    policyName: { shape: text },
    description: { shape: text },
    readyMade: { shape: { type: 'boolean' } },
    policyDocument: { shape: text },
  },
} as const;
