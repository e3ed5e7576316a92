/**
 * Adds events of the registry to a change, as far as they are switched on
 * (docs/service/registry.md#which-events-are-on).
 */
import type { EventType } from '../../contract/shapes/account.ts';
import type { EventAnnouncement } from '../../domain/announcement.ts';
import type { Account } from '../../domain/arn.ts';
import {
  type EventMembership,
  type EventThing,
  type EventThingGroup,
  type RegistryEventOccasion,
  type RegistryEventOperation,
  type RelationEventOperation,
  thingGroupEvent,
  thingGroupHierarchyEvent,
  thingGroupMembershipEvent,
  thingTypeAssociationEvent,
} from '../../domain/registry-event.ts';
import { namesOnPath } from '../../domain/thing-group.ts';
import type { Effects } from '../database/change.ts';
import type { Queryable } from '../database/database.ts';
import { findGroupsByNames } from '../thing-group/thing-group.ts';
import { findEnabledEvents } from './event-configuration.ts';

/** What the events of one change have in common. */
export interface EventSource {
  readonly account: Account;
  /** A fresh id for each event. */
  readonly newId: () => string;
  /** Milliseconds. */
  readonly now: number;
}

/** The kinds of events that one change may cause, after a single look at which of them are wanted. */
export interface RegistryEvents {
  isEnabled(eventType: EventType): boolean;
  /** Announces what `event` makes, unless nobody wants this kind. */
  announce(eventType: EventType, event: (occasion: RegistryEventOccasion) => EventAnnouncement): void;
}

/** Reads which of these kinds are switched on: one row of a primary key for each, at most. */
export async function registryEvents(
  transaction: Queryable,
  effects: Effects,
  eventTypes: readonly EventType[],
  { account, newId, now }: EventSource,
): Promise<RegistryEvents> {
  const enabled = await findEnabledEvents(transaction, eventTypes);
  return {
    isEnabled: (eventType) => enabled.has(eventType),
    announce(eventType, event) {
      if (enabled.has(eventType)) effects.announce(event({ account, now, eventId: newId() }));
    },
  };
}

/** Announces that a thing has another type, or none any more, or is new or gone with its type. */
export function announceThingType(
  events: RegistryEvents,
  thing: Pick<EventThing, 'thingId' | 'thingName'>,
  before: string | null,
  after: string | null,
): void {
  if (before === after) return;
  const announce = (operation: RelationEventOperation, name: string | null) => {
    if (name === null) return;
    events.announce('THING_TYPE_ASSOCIATION', (occasion) =>
      thingTypeAssociationEvent(operation, thing, name, occasion),
    );
  };
  announce('REMOVED', before);
  announce('ADDED', after);
}

/** Announces a group, and the tie to its parent that begins or ends with it. Call it while the parent is there. */
export async function announceThingGroup(
  transaction: Queryable,
  events: RegistryEvents,
  operation: RegistryEventOperation,
  group: EventThingGroup & { readonly path: string },
): Promise<void> {
  if (!events.isEnabled('THING_GROUP') && !events.isEnabled('THING_GROUP_HIERARCHY')) return;
  const names = namesOnPath(group.path).slice(0, -1);
  const found = names.length === 0 ? [] : await findGroupsByNames(transaction, names);
  const byName = new Map(found.map((ancestor) => [ancestor.thingGroupName, ancestor]));
  const ancestors = names.flatMap((name) => byName.get(name) ?? []);
  events.announce('THING_GROUP', (occasion) => thingGroupEvent(operation, group, ancestors, occasion));
  const parent = ancestors.at(-1);
  if (parent === undefined || operation === 'UPDATED') return;
  const tie = operation === 'CREATED' ? 'ADDED' : 'REMOVED';
  events.announce('THING_GROUP_HIERARCHY', (occasion) => thingGroupHierarchyEvent(tie, parent, group, occasion));
}

/** Announces that things joined or left groups. */
export function announceMemberships(
  events: RegistryEvents,
  operation: RelationEventOperation,
  memberships: readonly EventMembership[],
): void {
  for (const membership of memberships) {
    events.announce('THING_GROUP_MEMBERSHIP', (occasion) => thingGroupMembershipEvent(operation, membership, occasion));
  }
}
