/**
 * Which groups a thing may join (docs/service/thing-groups.md#joining-and-leaving-a-group): at most ten in all, and
 * only one in each hierarchy.
 */
import { invalidRequest } from '../contract/errors.ts';
import { byAge } from './dynamic-thing-group.ts';
import { areInOneHierarchy, checkStatic, type PlacedGroup } from './thing-group.ts';

export interface MembershipRequest {
  /** The groups that the thing is in, static and dynamic. */
  readonly present: readonly PlacedGroup[];
  readonly remove: readonly PlacedGroup[];
  readonly add: readonly PlacedGroup[];
  /**
   * If the thing would be in too many groups, it leaves its youngest dynamic group
   * (docs/service/thing-groups.md#when-a-static-group-has-priority).
   */
  readonly overrideDynamicGroups: boolean;
  readonly groupsPerThing: number;
}

export interface MembershipDecision {
  readonly leave: readonly PlacedGroup[];
  readonly join: readonly PlacedGroup[];
}

/**
 * The joins and leaves that follow from a request. Removals come first, so that a thing can move within a hierarchy;
 * what is already so has no effect. Throws InvalidRequestException if a rule forbids any part of the request.
 */
export function decideMembership(request: MembershipRequest): MembershipDecision {
  for (const group of [...request.remove, ...request.add]) checkStatic(group);
  const removed = new Set(request.remove.map((group) => group.thingGroupId));
  const leave = request.present.filter((group) => removed.has(group.thingGroupId));
  const join: PlacedGroup[] = [];
  let members = request.present.filter((group) => !removed.has(group.thingGroupId));
  for (const group of request.add) {
    if (members.some((member) => member.thingGroupId === group.thingGroupId)) continue;
    checkHierarchy(members, group);
    if (members.length >= request.groupsPerThing) {
      const yielding = request.overrideDynamicGroups ? youngestDynamicGroup(members) : undefined;
      if (yielding === undefined) {
        throw invalidRequest(`A thing can be in at most ${request.groupsPerThing} thing groups.`);
      }
      leave.push(yielding);
      members = members.filter((member) => member !== yielding);
    }
    members = [...members, group];
    join.push(group);
  }
  return { leave, join };
}

function checkHierarchy(members: readonly PlacedGroup[], group: PlacedGroup): void {
  const relative = members.find((member) => areInOneHierarchy(member.path, group.path));
  if (relative === undefined) return;
  throw invalidRequest(
    `The thing is already in thing group ${relative.thingGroupName}, which is in the same hierarchy as ` +
      `${group.thingGroupName}. A thing can be in one group of a hierarchy only.`,
  );
}

function youngestDynamicGroup(members: readonly PlacedGroup[]): PlacedGroup | undefined {
  return byAge(members.filter((member) => member.isDynamic)).at(-1);
}
