/** Whether devices are connected, as the index shows it: kept for things whose connectivity is indexed. */
import { thingIndexName } from '../../domain/fleet-index.ts';
import { type Queryable, statement } from '../database/database.ts';

/** What a client's connection last did. */
export interface ClientState {
  readonly clientId: string;
  readonly connected: boolean;
  readonly changedAt: number;
  readonly disconnectReason: string | null;
}

// The thing that is named like the client, whoever that is; of most clients of a WebSocket there is none
// (docs/service/fleet-index.md#whose-connection-counts).
const save = statement(
  'thingConnectivity.save',
  `WITH named AS (
     SELECT DISTINCT ON (t.thing_name) t.thing_name, s.connected, s.changed_at, s.disconnect_reason
     FROM unnest($1::text[], $2::boolean[], $3::bigint[], $4::text[]) WITH ORDINALITY
       AS s (client_id, connected, changed_at, disconnect_reason, position)
     CROSS JOIN LATERAL (SELECT thing_name FROM thing WHERE thing_name = s.client_id LIMIT 1) AS t
     ORDER BY t.thing_name, s.position DESC
   ), saved AS (
     INSERT INTO thing_connectivity (thing_name, connected, changed_at, disconnect_reason, server_run)
     SELECT thing_name, connected, changed_at, disconnect_reason, $5::uuid FROM named ORDER BY thing_name
     ON CONFLICT (thing_name) DO UPDATE SET connected = excluded.connected, changed_at = excluded.changed_at,
       disconnect_reason = excluded.disconnect_reason, server_run = excluded.server_run
     RETURNING thing_name
   )
   INSERT INTO index_change (thing_name) SELECT thing_name FROM saved RETURNING 1`,
);
const endEarlierRuns = statement(
  'thingConnectivity.endEarlierRuns',
  `WITH lost AS (
     UPDATE thing_connectivity SET connected = false, changed_at = $2, disconnect_reason = $3, server_run = $1
     WHERE thing_name = ANY (ARRAY(
       SELECT thing_name FROM thing_connectivity
       WHERE connected AND server_run <> $1 AND thing_name > $4 ORDER BY thing_name LIMIT $5
     )) RETURNING thing_name
   ), recorded AS (INSERT INTO index_change (thing_name) SELECT thing_name FROM lost)
   SELECT max(thing_name) AS last FROM lost`,
);
const empty = statement('thingConnectivity.empty', 'TRUNCATE thing_connectivity');
const mode = statement(
  'thingConnectivity.mode',
  `SELECT indexes_connectivity AS "isIndexed", generation FROM index_configuration
   WHERE index_name = '${thingIndexName}'`,
);
const lockMode = statement(
  'thingConnectivity.lockMode',
  `SELECT indexes_connectivity AS "isIndexed" FROM index_configuration
   WHERE index_name = '${thingIndexName}' FOR KEY SHARE`,
);

/** Whether connectivity is indexed, and the number of the configuration that says so. */
export async function readConnectivityMode(
  queryable: Queryable,
): Promise<{ readonly isIndexed: boolean; readonly generation: number }> {
  const [row] = await queryable.query<{ isIndexed: boolean; generation: number }>(mode);
  return row ?? { isIndexed: false, generation: 0 };
}

/**
 * Stores what clients did, the last of each counting, if connectivity is still indexed, which it stays until the
 * transaction ends. Gives whether any thing is concerned.
 */
export async function saveConnectivity(
  transaction: Queryable,
  states: readonly ClientState[],
  serverRun: string,
): Promise<boolean> {
  const [mode] = await transaction.query<{ isIndexed: boolean }>(lockMode);
  if (mode?.isIndexed !== true) return false;
  const values = [
    states.map((state) => state.clientId),
    states.map((state) => state.connected),
    states.map((state) => state.changedAt),
    states.map((state) => state.disconnectReason),
    serverRun,
  ];
  return (await transaction.query(save, values)).length > 0;
}

/**
 * Lets up to `limit` things after a name be disconnected that an earlier run of the server left connected. Gives the
 * last of them; undefined when there is none.
 */
export async function endConnectionsOfEarlierRuns(
  transaction: Queryable,
  run: { readonly serverRun: string; readonly now: number; readonly reason: string },
  after: string,
  limit: number,
): Promise<string | undefined> {
  const values = [run.serverRun, run.now, run.reason, after, limit];
  const [row] = await transaction.query<{ last: string | null }>(endEarlierRuns, values);
  return row?.last ?? undefined;
}

/** Forgets who is connected. */
export async function emptyConnectivity(transaction: Queryable): Promise<void> {
  await transaction.query(empty);
}
