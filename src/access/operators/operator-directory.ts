/**
 * Looks up the operators for every request: access keys and policies from the store, remembered for some seconds.
 * Changes by this process count at once (`forget`), changes by another process when what is remembered runs out.
 */
import type { Account } from '../../domain/arn.ts';
import type { OperatorName } from '../../domain/operator.ts';
import { findManagedPolicy } from '../../domain/operator-policies/index.ts';
import { compilePolicy } from '../../domain/policy-language/evaluate.ts';
import { parsePolicyDocument } from '../../domain/policy-language/policy-document.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Seal } from '../../lib/seal.ts';
import type { Database } from '../../store/database/database.ts';
import { findAccessKey, markAccessKeysUsed } from '../../store/operator/access-key.ts';
import { listPoliciesOfOperator } from '../../store/operator/operator-policy.ts';
import { type OperatorPolicies, type OperatorPrincipal, operatorPrincipal } from './principal.ts';

/** A key that works. */
export interface OperatorKey {
  readonly secretAccessKey: string;
  readonly principal: OperatorPrincipal;
  /** The session that the key belongs to: its token must come with the key, until it ends. */
  readonly session?: { readonly tokenHash: Buffer; readonly expiresAt: number };
}

export interface OperatorDirectory {
  /** The key with this id; undefined if there is none, or if it is disabled or has expired. */
  find(accessKeyId: string): Promise<OperatorKey | undefined>;
  /** Like `find`, but always reads from the store. */
  reread(accessKeyId: string): Promise<OperatorKey | undefined>;
  /** The policies of an operator. */
  policiesOf(operator: OperatorName): Promise<OperatorPolicies>;
  /**
   * Forgets everything that is remembered. Must be called after each commit that changes operators, keys or policies.
   */
  forget(): void;
  /** Stores when each key was last used. */
  writeUses(): Promise<void>;
}

export interface OperatorDirectoryOptions {
  readonly database: Database;
  readonly account: Account;
  readonly seal: Seal;
  /** The wall clock. */
  readonly clock: Clock;
}

/** The longest document of an operator's policy, whitespace not counted; as in IAM. */
export const OPERATOR_POLICY_CHARACTERS = 6_144;
/** The longest policy document of a session, counted in the same way. */
export const SESSION_POLICY_CHARACTERS = 2_048;
/** No access key has an id of another form. */
const ACCESS_KEY_ID = /^[A-Z0-9]{16,128}$/;
const REMEMBERED_MS = 5_000;
const MOST_REMEMBERED = 1_000;
const MOST_USES = 10_000;

export function operatorDirectory({ account, clock, database, seal }: OperatorDirectoryOptions): OperatorDirectory {
  const keys = memory<OperatorKey>(clock);
  const policies = memory<OperatorPolicies>(clock);
  let uses = new Map<string, number>();

  async function read(accessKeyId: string): Promise<OperatorKey | undefined> {
    const stored = await findAccessKey(database, accessKeyId);
    if (stored === undefined || !stored.isActive) return undefined;
    const { expiresAt, sessionPolicy, sessionTokenHash: tokenHash } = stored;
    // A session reports by itself that it has ended; a key that was replaced and has expired counts as gone.
    if (tokenHash === null && expiresAt !== null && expiresAt <= clock.now()) return undefined;
    return {
      secretAccessKey: opened(seal, stored.sealedSecret, accessKeyId),
      principal: operatorPrincipal(
        account,
        stored,
        stored.operatorId,
        stored.sessionName ?? undefined,
        sessionPolicy === null ? undefined : compiled([{ policyName: 'session policy', text: sessionPolicy }]),
      ),
      ...(tokenHash === null || expiresAt === null ? {} : { session: { tokenHash, expiresAt } }),
    };
  }

  return {
    async find(accessKeyId) {
      if (!ACCESS_KEY_ID.test(accessKeyId)) return undefined;
      const key = await keys.get(accessKeyId, () => read(accessKeyId));
      if (key !== undefined && uses.size < MOST_USES) uses.set(accessKeyId, clock.now());
      return key;
    },
    async reread(accessKeyId) {
      return ACCESS_KEY_ID.test(accessKeyId) ? read(accessKeyId) : undefined;
    },
    async policiesOf(operator) {
      const found = await policies.get(`${operator.kind}/${operator.name}`, () => readPolicies(database, operator));
      return found ?? { statements: [], askForResourceTags: false };
    },
    forget() {
      keys.forget();
      policies.forget();
    },
    async writeUses() {
      if (uses.size === 0) return;
      const written = uses;
      uses = new Map();
      await markAccessKeysUsed(database, written);
    },
  };
}

function opened(seal: Seal, sealed: Buffer, accessKeyId: string): string {
  try {
    return seal.open(sealed, accessKeyId);
  } catch (cause) {
    throw new Error(`The secret of ${accessKeyId} was not sealed with the master key that the server has.`, { cause });
  }
}

async function readPolicies(database: Database, operator: OperatorName): Promise<OperatorPolicies> {
  const attached = await listPoliciesOfOperator(database, operator);
  const documents = attached.flatMap(({ policyDocument, policyName }) => {
    const text = policyDocument ?? findManagedPolicy(policyName)?.policyDocument;
    return text === undefined ? [] : [{ policyName, text }];
  });
  return compiled(documents);
}

/** Compiles documents. They were accepted when they were stored, and are not measured again. */
function compiled(documents: readonly { readonly policyName: string; readonly text: string }[]): OperatorPolicies {
  return {
    statements: documents.flatMap(({ policyName, text }) =>
      compilePolicy(policyName, parsePolicyDocument(text, OPERATOR_POLICY_CHARACTERS)),
    ),
    askForResourceTags: documents.some(({ text }) => /aws:resourcetag/i.test(text)),
  };
}

interface Memory<T> {
  /** Returns what is remembered, or else what `read` gives; an undefined answer is never remembered. */
  get(name: string, read: () => Promise<T | undefined>): Promise<T | undefined>;
  forget(): void;
}

function memory<T>(clock: Clock): Memory<T> {
  let known = new Map<string, { readonly value: T; readonly readAt: number }>();
  return {
    async get(name, read) {
      const now = clock.now();
      const found = known.get(name);
      if (found !== undefined && now - found.readAt < REMEMBERED_MS) return found.value;
      const current = known;
      const value = await read();
      current.delete(name);
      if (value === undefined) return undefined;
      // The oldest entry goes. A value read before a `forget` ends up in a map that nobody asks any more.
      if (current.size >= MOST_REMEMBERED) for (const oldest of [...current.keys()].slice(0, 1)) current.delete(oldest);
      current.set(name, { value, readAt: now });
      return value;
    },
    forget() {
      known = new Map();
    },
  };
}
