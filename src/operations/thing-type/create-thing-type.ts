import { ServiceError } from '../../contract/errors.ts';
import { thingTypeArn } from '../../domain/arn.ts';
import { thingTypeEvent } from '../../domain/registry-event.ts';
import { checkTags } from '../../domain/tags.ts';
import { sameProperties, updatedProperties } from '../../domain/thing-type.ts';
import { registryEvents } from '../../store/announcement/registry-event.ts';
import { change } from '../../store/database/change.ts';
import { putTags } from '../../store/thing/tag.ts';
import { insertThingType, type ThingType, thingTypeByName } from '../../store/thing/thing-type.ts';
import type { Handler } from '../context.ts';

/** Creates a thing type; the same call again gives the same type (docs/service/registry.md#creating-twice). */
export const createThingType: Handler<'CreateThingType'> = async (context, input) => {
  const { thingTypeName } = input;
  const { account, quotas } = context.settings;
  const properties = updatedProperties(input.thingTypeProperties, quotas);
  const tags = checkTags(input.tags ?? [], quotas.tagsPerResource);
  const resourceArn = thingTypeArn(account, thingTypeName);

  const idOfTheSame = (existing: ThingType | undefined): string => {
    if (existing !== undefined && sameProperties(existing, properties)) return existing.thingTypeId;
    throw new ServiceError(
      'ResourceAlreadyExistsException',
      `Thing Type ${thingTypeName} already exists in current account with different properties`,
      { resourceId: existing?.thingTypeId, resourceArn },
    );
  };
  const thingTypeId = await change(context.database, context.signals, async (transaction, effects) => {
    const existing = await thingTypeByName(transaction, thingTypeName);
    if (existing !== undefined) return idOfTheSame(existing);
    const now = context.clock.now();
    const created = { thingTypeName, thingTypeId: context.newId(), createdAt: now, ...properties };
    if (!(await insertThingType(transaction, created))) {
      return idOfTheSame(await thingTypeByName(transaction, thingTypeName));
    }
    const events = await registryEvents(transaction, effects, ['THING_TYPE'], { account, newId: context.newId, now });
    const thingType = { ...created, deprecatedAt: null };
    events.announce('THING_TYPE', (occasion) => thingTypeEvent('CREATED', thingType, occasion));
    await putTags(transaction, resourceArn, tags);
    return created.thingTypeId;
  });
  return { thingTypeName, thingTypeArn: resourceArn, thingTypeId };
};
