/** Remembers for some hours which calls were made with a client token and what they were answered. */
import { createHash } from 'node:crypto';
import { type Queryable, statement } from './database.ts';

/** Longer than any client tries again. */
const KEPT_MS = 24 * 60 * 60 * 1000;
const FORGOTTEN_AT_A_TIME = 100;

const forget = statement(
  'clientToken.forget',
  `DELETE FROM client_token WHERE token_hash = ANY(ARRAY(
     SELECT token_hash FROM client_token WHERE created_at < $1 ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
);
/** Whoever comes second with a token waits here for the first. An old row that is still there counts as none. */
const claim = statement(
  'clientToken.claim',
  `INSERT INTO client_token AS known (token_hash, input_hash, created_at) VALUES ($1, $2, $3)
   ON CONFLICT (token_hash) DO UPDATE SET input_hash = excluded.input_hash, created_at = excluded.created_at
     WHERE known.created_at < $4
   RETURNING 1`,
);
const find = statement(
  'clientToken.find',
  'SELECT input_hash AS "inputHash", output FROM client_token WHERE token_hash = $1',
);
const answer = statement('clientToken.answer', 'UPDATE client_token SET output = $2 WHERE token_hash = $1');

export interface TokenOfCall {
  readonly operation: string;
  readonly clientToken: string;
  /** Everything else that the call was given. */
  readonly input: unknown;
  readonly now: number;
}

export type Claim<Output> =
  | { readonly kind: 'new'; readonly keep: (output: Output) => Promise<void> }
  | { readonly kind: 'repetition'; readonly output: Output }
  | { readonly kind: 'other input' };

/**
 * Says whether a call is the first with its token. If it is, `keep` stores its answer; if the transaction fails, the token
 * is free again. `Output` is what the same operation kept.
 */
export async function claimClientToken<Output>(transaction: Queryable, call: TokenOfCall): Promise<Claim<Output>> {
  const oldest = call.now - KEPT_MS;
  await transaction.query(forget, [oldest, FORGOTTEN_AT_A_TIME]);
  const tokenHash = hash([call.operation, call.clientToken]);
  const inputHash = hash(call.input);
  if ((await transaction.query(claim, [tokenHash, inputHash, call.now, oldest])).length > 0) {
    return {
      kind: 'new',
      async keep(output) {
        await transaction.query(answer, [tokenHash, JSON.stringify(output)]);
      },
    };
  }
  const [known] = await transaction.query<{ inputHash: string; output: Output }>(find, [tokenHash]);
  if (known === undefined || known.inputHash !== inputHash) return { kind: 'other input' };
  return { kind: 'repetition', output: known.output };
}

/** Alike for values that differ in the order of their members only. */
function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, withSortedMembers)).digest('hex');
}

function withSortedMembers(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
