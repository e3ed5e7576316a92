/** Memberships as their events tell of them: each time that a thing joins a group is one of its own. */
import type { EventMembership } from '../../domain/registry-event.ts';
import { type Queryable, statement } from '../database/database.ts';

// The id is made of what tells a membership from all others, so that its end is told with the id of its beginning.
// LATERAL with a LIMIT looks each one up by itself, also while nothing is known of the tables.
const columns = `m.thing_group_id AS "thingGroupId", g.thing_group_name AS "thingGroupName", m.thing_name AS "thingName",
    t.thing_id AS "thingId", md5(m.thing_group_id::text || t.thing_id::text || m.joined_at::text)::uuid AS "membershipId"`;
const thingOf = 'CROSS JOIN LATERAL (SELECT thing_id FROM thing WHERE thing_name = m.thing_name LIMIT 1) AS t';
const groupOf = `CROSS JOIN LATERAL (
     SELECT thing_group_name FROM thing_group WHERE thing_group_id = m.thing_group_id
     UNION ALL
     SELECT thing_group_name FROM deleted_thing_group
     WHERE thing_group_id = m.thing_group_id AND thing_group_name IS NOT NULL
     LIMIT 1
   ) AS g`;
const ofThing = statement(
  'membership.ofThing',
  `SELECT ${columns} FROM thing_group_member m ${groupOf} ${thingOf}
   WHERE m.thing_name = $1 AND ($2::uuid[] IS NULL OR m.thing_group_id = ANY($2::uuid[]))`,
);
const ofGroup = statement(
  'membership.ofGroup',
  `SELECT ${columns} FROM unnest($2::text[]) AS given (thing_name)
   CROSS JOIN LATERAL (
     SELECT thing_group_id, thing_name, joined_at FROM thing_group_member
     WHERE thing_group_id = $1 AND thing_name = given.thing_name LIMIT 1
   ) AS m ${groupOf} ${thingOf}`,
);

/** The memberships of a thing in these groups, or in all, also those in groups whose members are still to be cleared. */
export function membershipsOfThing(
  queryable: Queryable,
  thingName: string,
  thingGroupIds: readonly string[] | null,
): Promise<EventMembership[]> {
  return queryable.query<EventMembership>(ofThing, [thingName, thingGroupIds]);
}

/** The memberships of these things in a group, which may be gone. */
export function membershipsOfGroup(
  queryable: Queryable,
  thingGroupId: string,
  thingNames: readonly string[],
): Promise<EventMembership[]> {
  return queryable.query<EventMembership>(ofGroup, [thingGroupId, thingNames]);
}
