import { invalidRequest } from '../../contract/errors.ts';
import { executionEvent } from '../../domain/job-execution/event.ts';
import { thingEvent } from '../../domain/registry-event.ts';
import { checkExpectedVersion } from '../../domain/version.ts';
import {
  announceMemberships,
  announceThingType,
  type RegistryEvents,
  registryEvents,
} from '../../store/announcement/registry-event.ts';
import { change, type Effects } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { recordIndexChange } from '../../store/fleet-index/index-change.ts';
import { removeExecutionsOfThing } from '../../store/job-execution/removed-executions.ts';
import {
  lockThingToDelete,
  deleteThing as removeThing,
  type Thing,
  thingHasPrincipal,
} from '../../store/thing/thing.ts';
import { replaceThingAttributes } from '../../store/thing/thing-attribute.ts';
import { membershipsOfThing } from '../../store/thing-group/membership.ts';
import { removeAllMemberships } from '../../store/thing-group/thing-group-member.ts';
import type { Handler } from '../context.ts';

/**
 * Deletes a thing: it leaves its groups, and its job executions that are not over become REMOVED, without a word to the
 * device (docs/service/registry.md#deleting-a-thing, docs/service/executions.md#deleting-a-thing). Deleting a thing
 * that does not exist succeeds.
 */
export const deleteThing: Handler<'DeleteThing'> = async (context, input) => {
  const { thingName } = input;
  await change(context.database, context.signals, async (transaction, effects) => {
    const thing = await lockThingToDelete(transaction, thingName);
    if (thing === undefined) return;
    checkExpectedVersion(`Thing ${thingName}`, thing.version, input.expectedVersion);
    if (await thingHasPrincipal(transaction, thingName)) {
      throw invalidRequest(`Cannot delete. Thing ${thingName} is still attached to one or more principals`);
    }
    const now = context.clock.now();
    const source = { account: context.settings.account, newId: context.newId, now };
    const events = await registryEvents(transaction, effects, eventTypes, source);
    await announceDeletion(transaction, events, thing);
    await removeThing(transaction, thingName);
    await replaceThingAttributes(transaction, thingName, thing.attributes, {});
    await removeAllMemberships(transaction, thingName, now);
    if (await recordIndexChange(transaction, thingName)) effects.wake('index');
    await removeExecutions(transaction, effects, events, thingName, now);
  });
  return {};
};

const eventTypes = ['THING', 'THING_TYPE_ASSOCIATION', 'THING_GROUP_MEMBERSHIP', 'JOB_EXECUTION'] as const;

/** What ends with the thing, while it is still there to be read. */
async function announceDeletion(transaction: Queryable, events: RegistryEvents, thing: Thing): Promise<void> {
  if (events.isEnabled('THING_GROUP_MEMBERSHIP')) {
    announceMemberships(events, 'REMOVED', await membershipsOfThing(transaction, thing.thingName, null));
  }
  announceThingType(events, thing, thing.thingTypeName, null);
  events.announce('THING', (occasion) => thingEvent('DELETED', thing, occasion));
}

async function removeExecutions(
  transaction: Queryable,
  effects: Effects,
  events: RegistryEvents,
  thingName: string,
  now: number,
): Promise<void> {
  const removed = await removeExecutionsOfThing(transaction, thingName, now);
  if (removed.length === 0) return;
  effects.wake('completion');
  for (const { jobId, statusDetails } of removed) {
    const execution = { thingName, status: 'REMOVED', statusDetails } as const;
    events.announce('JOB_EXECUTION', ({ account, eventId }) =>
      executionEvent(account, jobId, execution, { deleted: false, eventId, now }),
    );
  }
}
