/**
 * Messages that MQTT sessions are owed, kept for the next start of the server (docs/service/gateway.md#kept-sessions).
 */
import { type Queryable, statement } from '../database/database.ts';

export interface StoredMessage {
  readonly clientId: string;
  /** Messages of a client are in this order. */
  readonly position: number;
  readonly topic: string;
  readonly payload: Buffer;
  readonly retain: boolean;
  readonly properties: Buffer | null;
  readonly expiresAt: number | null;
}

const put = statement(
  'mqttMessage.put',
  `INSERT INTO mqtt_message (client_id, position, topic, payload, retain, properties, expires_at)
   SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[], $5::boolean[], $6::bytea[], $7::bigint[])
   ON CONFLICT DO NOTHING`,
);
// LATERAL with a LIMIT looks each one up by its key, also while nothing is known of the table.
const remove = statement(
  'mqttMessage.remove',
  `DELETE FROM mqtt_message WHERE ctid = ANY(ARRAY(
     SELECT m.ctid FROM unnest($1::text[], $2::bigint[]) AS given (client_id, position)
     CROSS JOIN LATERAL (
       SELECT ctid FROM mqtt_message WHERE client_id = given.client_id AND position = given.position LIMIT 1
     ) AS m
   ))`,
);
const page = statement(
  'mqttMessage.page',
  `SELECT client_id AS "clientId", position, topic, payload, retain, properties, expires_at AS "expiresAt"
   FROM mqtt_message WHERE (client_id, position) > ($1, $2) ORDER BY client_id, position LIMIT $3`,
);

/** Stores messages; those that are stored already stay as they are. */
export async function putMessages(queryable: Queryable, messages: readonly StoredMessage[]): Promise<void> {
  await queryable.query(put, [
    messages.map((message) => message.clientId),
    messages.map((message) => message.position),
    messages.map((message) => message.topic),
    messages.map((message) => message.payload),
    messages.map((message) => message.retain),
    messages.map((message) => message.properties),
    messages.map((message) => message.expiresAt),
  ]);
}

/** Forgets messages that are owed no more. */
export async function deleteMessages(
  queryable: Queryable,
  messages: readonly Pick<StoredMessage, 'clientId' | 'position'>[],
): Promise<void> {
  const clientIds = messages.map((message) => message.clientId);
  await queryable.query(remove, [clientIds, messages.map((message) => message.position)]);
}

/** Messages after one, by client and position. */
export function listMessages(
  queryable: Queryable,
  after: Pick<StoredMessage, 'clientId' | 'position'>,
  limit: number,
): Promise<StoredMessage[]> {
  return queryable.query<StoredMessage>(page, [after.clientId, after.position, limit]);
}
