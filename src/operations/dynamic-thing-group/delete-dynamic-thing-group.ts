import { thingGroupArn } from '../../domain/arn.ts';
import { checkDynamic } from '../../domain/thing-group.ts';
import { checkExpectedVersion } from '../../domain/version.ts';
import { announceThingGroup, registryEvents } from '../../store/announcement/registry-event.ts';
import { change } from '../../store/database/change.ts';
import { detachAllPolicies } from '../../store/device-policy/policy-attachment.ts';
import { deleteTags } from '../../store/thing/tag.ts';
import { lockThingGroupToDelete, deleteThingGroup as removeThingGroup } from '../../store/thing-group/thing-group.ts';
import { recordMembershipChange } from '../../store/thing-group/thing-group-member.ts';
import type { Handler } from '../context.ts';

/**
 * Deletes a dynamic thing group, however many members it has; deleting one that does not exist succeeds
 * (docs/service/registry.md#deleting-what-is-not-there). The engine clears the members later.
 */
export const deleteDynamicThingGroup: Handler<'DeleteDynamicThingGroup'> = async (context, input) => {
  const { thingGroupName } = input;
  await change(context.database, context.signals, async (transaction, effects) => {
    const group = await lockThingGroupToDelete(transaction, thingGroupName);
    if (group === undefined) return;
    checkDynamic(group);
    checkExpectedVersion(`Thing group ${thingGroupName}`, group.version, input.expectedVersion);
    const now = context.clock.now();
    await recordMembershipChange(transaction, [group], null, false, now);
    await removeThingGroup(transaction, thingGroupName, now);
    const resourceArn = thingGroupArn(context.settings.account, thingGroupName);
    await deleteTags(transaction, resourceArn);
    await detachAllPolicies(transaction, resourceArn);
    const source = { account: context.settings.account, newId: context.newId, now };
    const events = await registryEvents(transaction, effects, ['THING_GROUP'], source);
    await announceThingGroup(transaction, events, 'DELETED', group);
    effects.wake('membership');
    effects.raise({ kind: 'permissions changed', subject: { kind: 'thing group', thingGroupName } });
  });
  return {};
};
