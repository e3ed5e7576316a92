import { invalidRequest, resourceNotFound, ServiceError } from '../../contract/errors.ts';
import { thingArn } from '../../domain/arn.ts';
import { checkThingAttributes, initialAttributes, sameAttributes } from '../../domain/attributes.ts';
import { thingEvent } from '../../domain/registry-event.ts';
import { announceThingType, registryEvents } from '../../store/announcement/registry-event.ts';
import { change } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { recordIndexChange } from '../../store/fleet-index/index-change.ts';
import { lockBillingGroupToUse } from '../../store/thing/billing-group.ts';
import { insertThing, type Thing, thingByName } from '../../store/thing/thing.ts';
import { replaceThingAttributes } from '../../store/thing/thing-attribute.ts';
import { lockThingTypeToUse } from '../../store/thing/thing-type.ts';
import type { Handler } from '../context.ts';

/** Creates a thing; the same call again gives the same thing (docs/service/registry.md#creating-twice). */
export const createThing: Handler<'CreateThing'> = async (context, input) => {
  const { thingName } = input;
  const { account, quotas } = context.settings;
  const attributes = initialAttributes(input.attributePayload);
  const thingTypeName = input.thingTypeName ?? null;
  const billingGroupName = input.billingGroupName ?? null;
  const isTheSame = (thing: Thing) =>
    thing.thingTypeName === thingTypeName &&
    thing.billingGroupName === billingGroupName &&
    sameAttributes(thing.attributes, attributes);

  const thingId = await change(context.database, context.signals, async (transaction, effects) => {
    const existing = await thingByName(transaction, thingName);
    if (existing !== undefined) return idOfTheSame(existing);
    await checkType(transaction, thingTypeName);
    const billingGroupId = await findBillingGroup(transaction, billingGroupName);
    checkThingAttributes(attributes, thingTypeName !== null, quotas);
    const thing = { thingName, thingId: context.newId(), thingTypeName, billingGroupId, attributes };
    const now = context.clock.now();
    if (await insertThing(transaction, thing, now)) {
      await replaceThingAttributes(transaction, thingName, {}, attributes);
      const source = { account, newId: context.newId, now };
      const events = await registryEvents(transaction, effects, ['THING', 'THING_TYPE_ASSOCIATION'], source);
      events.announce('THING', (occasion) => thingEvent('CREATED', { ...thing, version: 1 }, occasion));
      announceThingType(events, thing, null, thingTypeName);
      if (await recordIndexChange(transaction, thingName)) effects.wake('index');
      return thing.thingId;
    }
    return idOfTheSame(await thingByName(transaction, thingName));
  });
  return { thingName, thingArn: thingArn(account, thingName), thingId };

  function idOfTheSame(existing: Thing | undefined): string {
    if (existing !== undefined && isTheSame(existing)) return existing.thingId;
    throw new ServiceError(
      'ResourceAlreadyExistsException',
      `Thing ${thingName} already exists in this account with different properties`,
      { resourceId: existing?.thingId, resourceArn: thingArn(account, thingName) },
    );
  }
};

async function checkType(transaction: Queryable, thingTypeName: string | null): Promise<void> {
  if (thingTypeName === null) return;
  const thingType = await lockThingTypeToUse(transaction, thingTypeName);
  if (thingType === undefined) throw resourceNotFound(`Thing type ${thingTypeName} does not exist.`);
  if (thingType.deprecatedAt !== null) {
    // Misspelled by the service.
    throw invalidRequest(`Can not create new thing with depreated thing type:${thingTypeName}`);
  }
}

async function findBillingGroup(transaction: Queryable, billingGroupName: string | null): Promise<string | null> {
  if (billingGroupName === null) return null;
  const group = await lockBillingGroupToUse(transaction, billingGroupName);
  if (group === undefined) throw resourceNotFound(`Billing group ${billingGroupName} does not exist.`);
  return group.billingGroupId;
}
