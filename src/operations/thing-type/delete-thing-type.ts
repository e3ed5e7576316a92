import { invalidRequest, resourceNotFound } from '../../contract/errors.ts';
import { thingTypeArn } from '../../domain/arn.ts';
import { thingTypeEvent } from '../../domain/registry-event.ts';
import { checkMayBeDeleted } from '../../domain/thing-type.ts';
import { registryEvents } from '../../store/announcement/registry-event.ts';
import { change } from '../../store/database/change.ts';
import { deleteTags } from '../../store/thing/tag.ts';
import { thingTypeIsUsed } from '../../store/thing/thing.ts';
import { lockThingTypeToDelete, deleteThingType as removeThingType } from '../../store/thing/thing-type.ts';
import type { Handler } from '../context.ts';

/**
 * Deletes a thing type that was deprecated some minutes ago and that no thing has
 * (docs/service/registry.md#deleting-a-thing-type).
 */
export const deleteThingType: Handler<'DeleteThingType'> = async (context, { thingTypeName }) => {
  const { account, quotas } = context.settings;
  await change(context.database, context.signals, async (transaction, effects) => {
    const thingType = await lockThingTypeToDelete(transaction, thingTypeName);
    if (thingType === undefined) throw resourceNotFound(`Thing type ${thingTypeName} does not exist.`);
    const now = context.clock.now();
    checkMayBeDeleted(thingType, quotas, now);
    if (await thingTypeIsUsed(transaction, thingTypeName)) {
      throw invalidRequest(`Thing type ${thingTypeName} cannot be deleted while things have it.`);
    }
    await removeThingType(transaction, thingTypeName);
    await deleteTags(transaction, thingTypeArn(account, thingTypeName));
    const events = await registryEvents(transaction, effects, ['THING_TYPE'], { account, newId: context.newId, now });
    events.announce('THING_TYPE', (occasion) => thingTypeEvent('DELETED', thingType, occasion));
  });
  return {};
};
