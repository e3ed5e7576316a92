/**
 * The place of a thing group in its hierarchy, and the rules of the hierarchy
 * (docs/service/thing-groups.md#the-hierarchy-of-groups, docs/service/limits.md#sizes-in-the-registry).
 */
import { invalidRequest } from '../contract/errors.ts';
import type { Quotas } from './quotas.ts';

/** What the rules of hierarchy and membership need to know of a group. */
export interface PlacedGroup {
  readonly thingGroupId: string;
  readonly thingGroupName: string;
  /** The names from the root to the group, each followed by a slash, for example `plant/hall/`. */
  readonly path: string;
  readonly isDynamic: boolean;
  readonly createdAt: number;
}

/** The path of a group below `parentPath`, which is empty for a root. */
export function pathBelow(parentPath: string, thingGroupName: string): string {
  return `${parentPath}${thingGroupName}/`;
}

/** The names from the root to the group itself. */
export function namesOnPath(path: string): readonly string[] {
  return path.split('/').slice(0, -1);
}

/**
 * True if two groups share an ancestor, or one is the other's ancestor: the groups below one root form one hierarchy.
 */
export function areInOneHierarchy(path: string, otherPath: string): boolean {
  return namesOnPath(path)[0] === namesOnPath(otherPath)[0];
}

/** Throws InvalidRequestException if a group cannot have one more child. */
export function checkNewChild(parent: PlacedGroup, presentChildren: number, quotas: Quotas): void {
  if (parent.isDynamic) {
    throw invalidRequest(`Thing group ${parent.thingGroupName} is dynamic and cannot be the parent of another group.`);
  }
  if (namesOnPath(parent.path).length >= quotas.groupHierarchyDepth) {
    throw invalidRequest(`A hierarchy of thing groups can be at most ${quotas.groupHierarchyDepth} levels deep.`);
  }
  if (presentChildren >= quotas.childGroups) {
    throw invalidRequest(
      `Thing group ${parent.thingGroupName} already has ${quotas.childGroups} child groups, which is the maximum.`,
    );
  }
}

/** Throws InvalidRequestException for an operation on dynamic groups if the group is static. */
export function checkDynamic(group: PlacedGroup): void {
  if (!group.isDynamic) {
    throw invalidRequest(
      `Thing group ${group.thingGroupName} is static. This operation is for dynamic thing groups only.`,
    );
  }
}

/**
 * Throws InvalidRequestException for an operation on static groups if the group is dynamic: they share a name space
 * (docs/service/registry.md#how-names-behave).
 */
export function checkStatic(group: PlacedGroup): void {
  if (group.isDynamic) {
    throw invalidRequest(
      `Thing group ${group.thingGroupName} is dynamic. This operation is for static thing groups only.`,
    );
  }
}
