/** Which dynamic groups a thing belongs to (docs/service/thing-groups.md#when-a-thing-is-full). */

import { fieldsOfThing, type ThingDocument } from './fleet-index.ts';
import { matches } from './query/matches.ts';
import type { Fields, Query } from './query/query.ts';
import type { PlacedGroup } from './thing-group.ts';

export interface DynamicGroup extends PlacedGroup {
  readonly query: Query;
}

/** A thing with what is indexed of it and the groups that it is in now. */
export interface ThingToPlace {
  readonly document: ThingDocument;
  readonly billingGroupName: string | undefined;
  readonly groups: readonly PlacedGroup[];
}

export interface Placement {
  readonly join: readonly DynamicGroup[];
  readonly leave: readonly PlacedGroup[];
  /**
   * Groups that the thing matches but cannot join: it is already in the maximum of groups, which are static or older.
   */
  readonly crowdedOut: readonly DynamicGroup[];
}

/** Dynamic groups in order of precedence: older groups come first. */
export function byAge<G extends PlacedGroup>(groups: readonly G[]): readonly G[] {
  return [...groups].sort((a, b) => a.createdAt - b.createdAt || (a.thingGroupName < b.thingGroupName ? -1 : 1));
}

/**
 * Decides for all dynamic groups together, oldest first (`byAge`). If a thing matches more groups than it may be in,
 * the older groups keep it. A query that names a dynamic group only sees members of groups older than its own. So no
 * group can depend on itself, not even through others, and one pass settles everything.
 */
export function placeThing(thing: ThingToPlace, dynamicGroups: readonly DynamicGroup[], maximum: number): Placement {
  const isStatic = thing.groups.filter((group) => !group.isDynamic);
  const names = isStatic.map((group) => group.thingGroupName);
  if (thing.billingGroupName !== undefined) names.push(thing.billingGroupName);
  const fields = new Map(fieldsOfThing(thing.document));
  const members = new Set(thing.groups.map((group) => group.thingGroupId));
  const belongs = new Set<string>();
  const join: DynamicGroup[] = [];
  const crowdedOut: DynamicGroup[] = [];
  for (const group of dynamicGroups) {
    if (!matches(group.query, withGroupNames(fields, names))) continue;
    if (isStatic.length + belongs.size >= maximum) {
      crowdedOut.push(group);
      continue;
    }
    belongs.add(group.thingGroupId);
    names.push(group.thingGroupName);
    if (!members.has(group.thingGroupId)) join.push(group);
  }
  const leave = thing.groups.filter((group) => group.isDynamic && !belongs.has(group.thingGroupId));
  return { join, leave, crowdedOut };
}

function withGroupNames(fields: Map<string, readonly string[]>, names: readonly string[]): Fields {
  if (names.length === 0) fields.delete('thingGroupNames');
  else fields.set('thingGroupNames', names);
  return fields;
}
