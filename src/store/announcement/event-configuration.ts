/** Which kinds of events are published. A kind without a row has never been switched and is off. */
import type { EventType } from '../../contract/shapes/account.ts';
import { type Queryable, statement } from '../database/database.ts';

export interface EventConfiguration {
  readonly eventType: EventType;
  readonly enabled: boolean;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

const isEnabled = statement(
  'eventConfiguration.isEnabled',
  'SELECT enabled FROM event_configuration WHERE event_type = $1',
);
const findEnabled = statement(
  'eventConfiguration.findEnabled',
  'SELECT event_type AS "eventType" FROM event_configuration WHERE event_type = ANY($1::text[]) AND enabled',
);
const list = statement(
  'eventConfiguration.list',
  `SELECT event_type AS "eventType", enabled, created_at AS "createdAt", modified_at AS "modifiedAt"
   FROM event_configuration`,
);
// In the order of the types, so that two updates at once cannot wait for each other.
const put = statement(
  'eventConfiguration.put',
  `INSERT INTO event_configuration (event_type, enabled, created_at, modified_at)
   SELECT event_type, enabled, $3, $3 FROM unnest($1::text[], $2::boolean[]) AS given (event_type, enabled)
   ORDER BY event_type
   ON CONFLICT (event_type) DO UPDATE SET enabled = excluded.enabled, modified_at = excluded.modified_at`,
);

/** Whether events of this kind are to be published (docs/service/registry.md#which-events-are-on). */
export async function isEventEnabled(queryable: Queryable, eventType: EventType): Promise<boolean> {
  const [row] = await queryable.query<{ enabled: boolean }>(isEnabled, [eventType]);
  return row?.enabled ?? false;
}

/** Which of these kinds of events are to be published. */
export async function findEnabledEvents(
  queryable: Queryable,
  eventTypes: readonly EventType[],
): Promise<ReadonlySet<EventType>> {
  const rows = await queryable.query<{ eventType: EventType }>(findEnabled, [eventTypes]);
  return new Set(rows.map((row) => row.eventType));
}

/** What was ever switched; at most one row per kind. */
export function listEventConfigurations(queryable: Queryable): Promise<EventConfiguration[]> {
  return queryable.query<EventConfiguration>(list);
}

/** Switches kinds on and off, and leaves all others as they are. */
export async function putEventConfigurations(
  queryable: Queryable,
  enabled: ReadonlyMap<string, boolean>,
  now: number,
): Promise<void> {
  await queryable.query(put, [[...enabled.keys()], [...enabled.values()], now]);
}
