/** What was asked for, by whom, and what became of it. Entries are only ever added, and forgotten when they are old. */
import { type Database, type Queryable, type Statement, statement } from '../database/database.ts';

export interface AuditEntry {
  readonly at: number;
  /** Null where there was no request, as over MQTT. */
  readonly requestId: string | null;
  /** An ARN; null where the request did not prove who it is from. */
  readonly principal: string | null;
  readonly accessKeyId: string | null;
  readonly action: string;
  readonly resources: readonly string[];
  readonly sourceAddress: string | null;
  readonly decision: 'allowed' | 'denied';
  /** `OK`, or the name of the error. */
  readonly result: string;
  /** Of a client over MQTT, and why it was refused something. */
  readonly clientId?: string | null;
  readonly reason?: string | null;
}

export interface StoredAuditEntry extends AuditEntry {
  readonly auditId: number;
}

/** Which entries are wanted; each of the optional ones exactly. */
export interface AuditFilter {
  /** From this instant on, before that one. */
  readonly since: number;
  readonly until: number;
  readonly principal?: string | undefined;
  readonly action?: string | undefined;
  readonly resource?: string | undefined;
  readonly decision?: string | undefined;
}

const append = statement(
  'audit.append',
  `INSERT INTO audit (at, request_id, principal, access_key_id, action, resources, source_address, decision, result,
     client_id, reason)
   SELECT at, "requestId", principal, "accessKeyId", action, ARRAY(SELECT jsonb_array_elements_text(resources)),
     "sourceAddress", decision, result, "clientId", reason
   FROM jsonb_to_recordset($1) AS e (at bigint, "requestId" text, principal text, "accessKeyId" text, action text,
     resources jsonb, "sourceAddress" text, decision text, result text, "clientId" text, reason text)`,
);
const forgetOld = statement(
  'audit.forgetOld',
  `DELETE FROM audit WHERE audit_id = ANY(ARRAY(
     SELECT audit_id FROM audit WHERE at < $1 ORDER BY at, audit_id LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING 1`,
);
/** Ids have gaps, so this keeps a few entries less at times, never more. */
const forgetSurplus = statement(
  'audit.forgetSurplus',
  `DELETE FROM audit WHERE audit_id = ANY(ARRAY(
     SELECT audit_id FROM audit WHERE audit_id <= (SELECT max(audit_id) FROM audit) - $1
     ORDER BY audit_id LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING 1`,
);

const MOST_RESOURCES = 50;
/** What an index entry can hold, whatever the characters. */
const LONGEST_TEXT = 512;

/** Adds entries. Texts of callers are cut, and freed of characters that neither PostgreSQL nor a terminal should meet. */
export async function appendAudit(queryable: Queryable, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const safe = entries.map((entry) => ({
    ...entry,
    resources: entry.resources.slice(0, MOST_RESOURCES).map(plainText),
    clientId: entry.clientId && plainText(entry.clientId),
    reason: entry.reason && plainText(entry.reason),
  }));
  await queryable.query(append, [JSON.stringify(safe)]);
}

function plainText(text: string): string {
  return text.slice(0, LONGEST_TEXT).replace(/\p{C}/gu, '?');
}

/** What must not be done beside a transaction, where it would leave no trace. */
const WRITES = /^\s*(?:INSERT|UPDATE|DELETE)\b/;

/**
 * The same database, but the first transaction that commits carries an entry with it: what was changed and who changed it
 * are stored together or not at all. `onWritten` is called after that commit. A write beside a transaction is a bug and throws.
 */
export function auditedDatabase(database: Database, entry: () => AuditEntry, onWritten: () => void): Database {
  let isWritten = false;
  return {
    async query(question, values) {
      if (WRITES.test(question.text)) throw new Error(`${question.name} writes without a transaction.`);
      return database.query(question, values);
    },
    close: () => database.close(),
    async transaction(work) {
      if (isWritten) return database.transaction(work);
      const result = await database.transaction(async (transaction) => {
        const done = await work(transaction);
        await appendAudit(transaction, [entry()]);
        return done;
      });
      isWritten = true;
      onWritten();
      return result;
    },
  };
}

/** Up to `limit` entries before a position, the newest first. */
export function listAudit(
  queryable: Queryable,
  filter: AuditFilter,
  before: readonly [at: number, auditId: number] | undefined,
  limit: number,
): Promise<StoredAuditEntry[]> {
  const wanted = FILTERS.filter((name) => filter[name] !== undefined);
  const values = [filter.since, filter.until, ...(before ?? [Number.MAX_SAFE_INTEGER, 0]), limit];
  // What is in no particular resource is in too many entries for an index of them.
  const question = listBy(wanted, filter.resource !== undefined && filter.resource !== '*');
  return queryable.query(question, [...values, ...wanted.map((name) => filter[name])]);
}

const FILTERS = ['principal', 'action', 'resource', 'decision'] as const;

/**
 * A statement for each set of filters, so that each is planned by the index that fits it. The entries of a resource are
 * collected first: PostgreSQL, which does not know how few they are, would rather read all entries in their order.
 */
function listBy(names: readonly (typeof FILTERS)[number][], startsWithResource: boolean): Statement {
  const conditions = names.map((name, index) => {
    const place = `$${index + FIXED_VALUES + 1}`;
    return name === 'resource' ? `resources @> ARRAY[${place}::text]` : `${name} = ${place}`;
  });
  const place = `$${names.indexOf('resource') + FIXED_VALUES + 1}`;
  const collected = `WITH audit AS MATERIALIZED (SELECT * FROM audit WHERE resources @> ARRAY[${place}::text])`;
  return statement(
    `audit.list.${startsWithResource ? 'byResource.' : ''}${names.join('+')}`,
    `${startsWithResource ? collected : ''}
     SELECT audit_id AS "auditId", at, request_id AS "requestId", principal, access_key_id AS "accessKeyId", action,
       resources, source_address AS "sourceAddress", decision, result, client_id AS "clientId", reason
     FROM audit
     WHERE ${['at >= $1', 'at < $2', '(at, audit_id) < ($3, $4)', ...conditions].join(' AND ')}
     ORDER BY at DESC, audit_id DESC LIMIT $5`,
  );
}

const FIXED_VALUES = 5;

/** Forgets up to `limit` of the entries that are older than an instant or beyond the newest `most`, and says how many. */
export async function forgetAudit(
  queryable: Queryable,
  before: number,
  most: number | undefined,
  limit: number,
): Promise<number> {
  const old = await queryable.query(forgetOld, [before, limit]);
  const surplus = most === undefined ? [] : await queryable.query(forgetSurplus, [most, limit]);
  return old.length + surplus.length;
}
