/**
 * Events of the registry for listeners (docs/service/registry.md#what-registry-events-say): changes of things, thing
 * types, thing groups, and of how they belong together. Where they go:
 * docs/service/registry.md#topics-of-registry-events.
 */
import type { EventAnnouncement } from './announcement.ts';
import { type Account, thingArn, thingGroupArn } from './arn.ts';
import type { Attributes } from './attributes.ts';

export type RegistryEventOperation = 'CREATED' | 'UPDATED' | 'DELETED';
export type RelationEventOperation = 'ADDED' | 'REMOVED';

/** When something happened (milliseconds), under which event id, and in which account. */
export interface RegistryEventOccasion {
  readonly account: Account;
  readonly eventId: string;
  readonly now: number;
}

/** What an event tells about a thing. */
export interface EventThing {
  readonly thingId: string;
  readonly thingName: string;
  readonly version: number;
  readonly thingTypeName: string | null;
  readonly attributes: Attributes;
}

/** What an event tells about a thing type. */
export interface EventThingType {
  readonly thingTypeId: string;
  readonly thingTypeName: string;
  readonly deprecatedAt: number | null;
  readonly searchableAttributes: readonly string[] | null;
  readonly description: string | null;
}

/** A group as other objects refer to it. */
export interface NamedGroup {
  readonly thingGroupId: string;
  readonly thingGroupName: string;
}

/** What an event tells about a thing group. */
export interface EventThingGroup extends NamedGroup {
  readonly version: number;
  readonly description: string | null;
  readonly attributes: Attributes;
  readonly isDynamic: boolean;
}

/** What an event tells about the membership of a thing. */
export interface EventMembership extends NamedGroup {
  /** A new id each time the thing joins. */
  readonly membershipId: string;
  readonly thingId: string;
  readonly thingName: string;
}

/** The event of a thing; `thing` is its state after the change, or before its deletion. */
export function thingEvent(
  operation: RegistryEventOperation,
  thing: EventThing,
  occasion: RegistryEventOccasion,
): EventAnnouncement {
  return {
    kind: 'event',
    topic: `$aws/events/thing/${thing.thingName}/${operation.toLowerCase()}`,
    payload: {
      ...head('THING_EVENT', operation, occasion),
      accountId: occasion.account.accountId,
      thingId: thing.thingId,
      thingName: thing.thingName,
      versionNumber: thing.version,
      thingTypeName: thing.thingTypeName,
      attributes: thing.attributes,
    },
  };
}

/** The event of a thing type; deprecating a type and undoing that are updates. */
export function thingTypeEvent(
  operation: RegistryEventOperation,
  thingType: EventThingType,
  occasion: RegistryEventOccasion,
): EventAnnouncement {
  return {
    kind: 'event',
    topic: `$aws/events/thingType/${thingType.thingTypeName}/${operation.toLowerCase()}`,
    payload: {
      ...head('THING_TYPE_EVENT', operation, occasion),
      accountId: occasion.account.accountId,
      thingTypeId: thingType.thingTypeId,
      thingTypeName: thingType.thingTypeName,
      isDeprecated: thingType.deprecatedAt !== null,
      deprecationDate: thingType.deprecatedAt,
      searchableAttributes: thingType.searchableAttributes ?? [],
      description: thingType.description,
    },
  };
}

/** The event of a thing that gets or loses a type. AWS names no account in this one. */
export function thingTypeAssociationEvent(
  operation: RelationEventOperation,
  { thingId, thingName }: Pick<EventThing, 'thingId' | 'thingName'>,
  thingTypeName: string,
  occasion: RegistryEventOccasion,
): EventAnnouncement {
  return {
    kind: 'event',
    topic: `$aws/events/thingTypeAssociation/thing/${thingName}/thingType/${thingTypeName}/${operation.toLowerCase()}`,
    payload: {
      ...head('THING_TYPE_ASSOCIATION_EVENT', operation, occasion),
      thingId,
      thingName,
      thingTypeName,
    },
  };
}

/** The event of a thing group; `ancestors` run from the root to its parent. */
export function thingGroupEvent(
  operation: RegistryEventOperation,
  group: EventThingGroup,
  ancestors: readonly NamedGroup[],
  occasion: RegistryEventOccasion,
): EventAnnouncement {
  const { account } = occasion;
  const parent = ancestors.at(-1);
  return {
    kind: 'event',
    topic: `$aws/events/thingGroup/${group.thingGroupName}/${operation.toLowerCase()}`,
    payload: {
      ...head('THING_GROUP_EVENT', operation, occasion),
      accountId: account.accountId,
      thingGroupId: group.thingGroupId,
      thingGroupName: group.thingGroupName,
      versionNumber: group.version,
      parentGroupName: parent?.thingGroupName ?? null,
      parentGroupId: parent?.thingGroupId ?? null,
      description: group.description,
      rootToParentThingGroups: ancestors.map(({ thingGroupId, thingGroupName }) => ({
        groupArn: thingGroupArn(account, thingGroupName),
        groupId: thingGroupId,
      })),
      attributes: group.attributes,
      // Here the mapping of a dynamic group is the group itself, so it has the group's id.
      dynamicGroupMappingId: group.isDynamic ? group.thingGroupId : null,
    },
  };
}

/** The event of a thing that joins or leaves a group. */
export function thingGroupMembershipEvent(
  operation: RelationEventOperation,
  { membershipId, thingGroupId, thingGroupName, thingId, thingName }: EventMembership,
  occasion: RegistryEventOccasion,
): EventAnnouncement {
  const { account } = occasion;
  const relation = `thingGroup/${thingGroupName}/thing/${thingName}`;
  return {
    kind: 'event',
    topic: `$aws/events/thingGroupMembership/${relation}/${operation.toLowerCase()}`,
    payload: {
      ...head('THING_GROUP_MEMBERSHIP_EVENT', operation, occasion),
      accountId: account.accountId,
      groupArn: thingGroupArn(account, thingGroupName),
      groupId: thingGroupId,
      thingArn: thingArn(account, thingName),
      thingId,
      membershipId,
    },
  };
}

/** The event of a group that becomes a child of another, or that stops being one because it is deleted. */
export function thingGroupHierarchyEvent(
  operation: RelationEventOperation,
  parent: NamedGroup,
  child: NamedGroup,
  occasion: RegistryEventOccasion,
): EventAnnouncement {
  const relation = `thingGroup/${parent.thingGroupName}/childThingGroup/${child.thingGroupName}`;
  return {
    kind: 'event',
    topic: `$aws/events/thingGroupHierarchy/${relation}/${operation.toLowerCase()}`,
    payload: {
      ...head('THING_GROUP_HIERARCHY_EVENT', operation, occasion),
      accountId: occasion.account.accountId,
      thingGroupId: parent.thingGroupId,
      thingGroupName: parent.thingGroupName,
      childGroupId: child.thingGroupId,
      childGroupName: child.thingGroupName,
    },
  };
}

function head(eventType: string, operation: string, { eventId, now }: RegistryEventOccasion) {
  return { eventType, eventId, timestamp: now, operation };
}
