import { resourceNotFound } from '../../contract/errors.ts';
import { thingTypeByName } from '../../store/thing/thing-type.ts';
import type { Handler } from '../context.ts';
import { shownThingType } from './shown-thing-type.ts';

/** Describes a thing type (docs/service/registry.md#describing-a-thing-type). */
export const describeThingType: Handler<'DescribeThingType'> = async (context, { thingTypeName }) => {
  const thingType = await thingTypeByName(context.database, thingTypeName);
  if (thingType === undefined) throw resourceNotFound(`Thing type ${thingTypeName} does not exist.`);
  const { thingTypeId } = thingType;
  return { thingTypeId, ...shownThingType(context.settings.account, thingType) };
};
