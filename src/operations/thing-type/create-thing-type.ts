import { ServiceError } from '../../contract/errors.ts';
import { thingTypeArn } from '../../domain/arn.ts';
import { checkTags } from '../../domain/tags.ts';
import { sameProperties, updatedProperties } from '../../domain/thing-type.ts';
import { change } from '../../store/change.ts';
import { putTags } from '../../store/tag.ts';
import { insertThingType, type ThingType, thingTypeByName } from '../../store/thing-type.ts';
import type { Handler } from '../context.ts';

/** Creates a thing type; the same call again gives the same type (`registry.md` 3). */
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
  const thingTypeId = await change(context.database, context.after, async (transaction) => {
    const existing = await thingTypeByName(transaction, thingTypeName);
    if (existing !== undefined) return idOfTheSame(existing);
    const created = { thingTypeName, thingTypeId: context.newId(), createdAt: context.clock.now(), ...properties };
    if (!(await insertThingType(transaction, created))) {
      return idOfTheSame(await thingTypeByName(transaction, thingTypeName));
    }
    await putTags(transaction, resourceArn, tags);
    return created.thingTypeId;
  });
  return { thingTypeName, thingTypeArn: resourceArn, thingTypeId };
};
