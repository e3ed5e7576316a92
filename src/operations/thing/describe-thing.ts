import { resourceNotFound } from '../../contract/errors.ts';
import { thingArn } from '../../domain/arn.ts';
import { thingByName } from '../../store/thing/thing.ts';
import type { Handler } from '../context.ts';

/** Describes a thing (docs/service/registry.md#describing-a-thing). */
export const describeThing: Handler<'DescribeThing'> = async (context, { thingName }) => {
  const thing = await thingByName(context.database, thingName);
  if (thing === undefined) throw resourceNotFound(`Thing ${thingName} does not exist.`);
  return {
    defaultClientId: thingName,
    thingName,
    thingId: thing.thingId,
    thingArn: thingArn(context.settings.account, thingName),
    thingTypeName: thing.thingTypeName ?? undefined,
    attributes: thing.attributes,
    version: thing.version,
    billingGroupName: thing.billingGroupName ?? undefined,
  };
};
