/**
 * Sessions of MQTT clients that outlive their connections, kept for the next start of the server
 * (docs/service/gateway.md#kept-sessions).
 */
import { type Queryable, statement } from '../database/database.ts';

export type StoredSubscription = readonly [filter: string, qos: 0 | 1, noLocal: boolean, retainAsPublished: boolean];

export interface StoredSession {
  readonly clientId: string;
  /** The identity whose client connected last; empty if it was stored before owners were. */
  readonly owner: string;
  /** How long it is kept without a connection. */
  readonly expirySeconds: number;
  /** Milliseconds since the epoch; null while its client is connected. */
  readonly expiresAt: number | null;
  readonly subscriptions: readonly StoredSubscription[];
}

// In the order of the keys, so that two writers cannot wait for each other.
const put = statement(
  'mqttSession.put',
  `INSERT INTO mqtt_session (client_id, owner, expiry_seconds, expires_at, subscriptions)
   SELECT client_id, owner, expiry_seconds, expires_at, subscriptions::json
   FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[])
     AS given (client_id, owner, expiry_seconds, expires_at, subscriptions)
   ORDER BY client_id
   ON CONFLICT (client_id) DO UPDATE SET owner = excluded.owner, expiry_seconds = excluded.expiry_seconds,
     expires_at = excluded.expires_at, subscriptions = excluded.subscriptions`,
);
const remove = statement('mqttSession.remove', 'DELETE FROM mqtt_session WHERE client_id = ANY($1::text[])');
const page = statement(
  'mqttSession.page',
  `SELECT client_id AS "clientId", owner, expiry_seconds AS "expirySeconds", expires_at AS "expiresAt", subscriptions
   FROM mqtt_session WHERE client_id > $1 ORDER BY client_id LIMIT $2`,
);

/** Stores sessions as they are now. */
export async function putSessions(queryable: Queryable, sessions: readonly StoredSession[]): Promise<void> {
  await queryable.query(put, [
    sessions.map((session) => session.clientId),
    sessions.map((session) => session.owner),
    sessions.map((session) => session.expirySeconds),
    sessions.map((session) => session.expiresAt),
    sessions.map((session) => JSON.stringify(session.subscriptions)),
  ]);
}

/** Forgets sessions that have ended. */
export async function deleteSessions(queryable: Queryable, clientIds: readonly string[]): Promise<void> {
  await queryable.query(remove, [clientIds]);
}

/** Sessions after a client id, in order. */
export function listSessions(queryable: Queryable, afterClientId: string, limit: number): Promise<StoredSession[]> {
  return queryable.query<StoredSession>(page, [afterClientId, limit]);
}
