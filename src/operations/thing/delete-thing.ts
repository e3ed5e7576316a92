import { invalidRequest } from '../../contract/errors.ts';
import { executionEvent } from '../../domain/job-execution/event.ts';
import { checkExpectedVersion } from '../../domain/version.ts';
import { change, type Effects } from '../../store/change.ts';
import type { Queryable } from '../../store/database.ts';
import { isEventEnabled } from '../../store/event-configuration.ts';
import { recordIndexChange } from '../../store/index-change.ts';
import { removeExecutionsOfThing } from '../../store/removed-executions.ts';
import { lockThingToDelete, deleteThing as removeThing, thingHasPrincipal } from '../../store/thing.ts';
import { replaceThingAttributes } from '../../store/thing-attribute.ts';
import { removeAllMemberships } from '../../store/thing-group-member.ts';
import type { Handler, OperationContext } from '../context.ts';

/**
 * Deletes a thing: it leaves its groups, and its job executions that are not over become REMOVED, without a word to the
 * device (`registry.md` 2, `jobs.md` 8.4). Deleting a thing that does not exist succeeds.
 */
export const deleteThing: Handler<'DeleteThing'> = async (context, input) => {
  const { thingName } = input;
  await change(context.database, context.after, async (transaction, effects) => {
    const thing = await lockThingToDelete(transaction, thingName);
    if (thing === undefined) return;
    checkExpectedVersion(`Thing ${thingName}`, thing.version, input.expectedVersion);
    if (await thingHasPrincipal(transaction, thingName)) {
      throw invalidRequest(`Cannot delete. Thing ${thingName} is still attached to one or more principals`);
    }
    const now = context.clock.now();
    await removeThing(transaction, thingName);
    await replaceThingAttributes(transaction, thingName, thing.attributes, {});
    await removeAllMemberships(transaction, thingName, now);
    if (await recordIndexChange(transaction, thingName)) effects.wake('index');
    await removeExecutions(context, transaction, effects, thingName, now);
  });
  return {};
};

async function removeExecutions(
  context: OperationContext,
  transaction: Queryable,
  effects: Effects,
  thingName: string,
  now: number,
): Promise<void> {
  const removed = await removeExecutionsOfThing(transaction, thingName, now);
  if (removed.length === 0) return;
  effects.wake('completion');
  if (!(await isEventEnabled(transaction, 'JOB_EXECUTION'))) return;
  for (const { jobId, statusDetails } of removed) {
    const execution = { thingName, status: 'REMOVED', statusDetails } as const;
    const occasion = { deleted: false, eventId: context.newId(), now };
    effects.announce(executionEvent(context.settings.account, jobId, execution, occasion));
  }
}
