/** The one way in which a thing joins and leaves static groups on request. */
import { resourceNotFound } from '../../contract/errors.ts';
import type { RelationEventOperation } from '../../domain/registry-event.ts';
import type { PlacedGroup } from '../../domain/thing-group.ts';
import { decideMembership } from '../../domain/thing-group-membership.ts';
import { announceMemberships, registryEvents } from '../../store/announcement/registry-event.ts';
import { change } from '../../store/database/change.ts';
import { recordIndexChange } from '../../store/fleet-index/index-change.ts';
import { lockThing } from '../../store/thing/thing.ts';
import { membershipsOfThing } from '../../store/thing-group/membership.ts';
import { lockThingGroupsToUse } from '../../store/thing-group/thing-group.ts';
import {
  addMemberships,
  groupsOfThing,
  recordMembershipChange,
  removeMemberships,
} from '../../store/thing-group/thing-group-member.ts';
import type { OperationContext } from '../context.ts';

export interface MembershipChange {
  readonly thingName: string;
  /** Names of groups; all must exist. */
  readonly remove: readonly string[];
  readonly add: readonly string[];
  readonly overrideDynamicGroups: boolean;
}

/**
 * Takes a thing out of groups and adds it to others, all or nothing. The lock on the thing lets one change of its
 * memberships happen at a time, so that no two of them together break a rule that each keeps.
 */
export async function changeMemberships(context: OperationContext, wanted: MembershipChange): Promise<void> {
  const { thingName, overrideDynamicGroups } = wanted;
  const { groupsPerThing } = context.settings.quotas;
  await change(context.database, context.signals, async (transaction, effects) => {
    if ((await lockThing(transaction, thingName)) === undefined) {
      throw resourceNotFound(`Thing ${thingName} does not exist.`);
    }
    const names = [...new Set([...wanted.remove, ...wanted.add])];
    const groups = new Map<string, PlacedGroup>();
    for (const group of await lockThingGroupsToUse(transaction, names)) groups.set(group.thingGroupName, group);
    const found = (name: string): PlacedGroup => {
      const group = groups.get(name);
      if (group === undefined) throw resourceNotFound(`Thing group ${name} does not exist.`);
      return group;
    };
    const present = await groupsOfThing(transaction, thingName);
    const { leave, join } = decideMembership({
      present,
      remove: wanted.remove.map(found),
      add: wanted.add.map(found),
      overrideDynamicGroups,
      groupsPerThing,
    });
    if (leave.length === 0 && join.length === 0) return;
    const now = context.clock.now();
    const source = { account: context.settings.account, newId: context.newId, now };
    const events = await registryEvents(transaction, effects, ['THING_GROUP_MEMBERSHIP'], source);
    const announce = async (operation: RelationEventOperation, changed: readonly PlacedGroup[]) => {
      if (!events.isEnabled('THING_GROUP_MEMBERSHIP')) return;
      const ids = changed.map((group) => group.thingGroupId);
      announceMemberships(events, operation, await membershipsOfThing(transaction, thingName, ids));
    };
    if (leave.length > 0) {
      await announce('REMOVED', leave);
      await removeMemberships(transaction, thingName, leave, now);
      if (await recordMembershipChange(transaction, leave, thingName, false, now)) effects.wake('membership');
    }
    if (join.length > 0) {
      await addMemberships(transaction, thingName, join, now);
      await announce('ADDED', join);
      if (await recordMembershipChange(transaction, join, thingName, true, now)) effects.wake('membership');
    }
    if (await recordIndexChange(transaction, thingName)) effects.wake('index');
    effects.raise({ kind: 'permissions changed', subject: { kind: 'thing', thingName } });
  });
}
