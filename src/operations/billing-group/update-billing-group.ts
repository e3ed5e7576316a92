import { resourceNotFound } from '../../contract/errors.ts';
import { checkExpectedVersion } from '../../domain/version.ts';
import { change } from '../../store/database/change.ts';
import { lockBillingGroup, updateBillingGroup as storeBillingGroup } from '../../store/thing/billing-group.ts';
import type { Handler } from '../context.ts';

/**
 * Changes the description of a billing group, if one is given, and gives its new version
 * (docs/service/registry.md#how-versions-grow).
 */
export const updateBillingGroup: Handler<'UpdateBillingGroup'> = async (context, input) => {
  const { billingGroupName } = input;
  const version = await change(context.database, context.signals, async (transaction) => {
    const group = await lockBillingGroup(transaction, billingGroupName);
    if (group === undefined) throw resourceNotFound(`Billing group ${billingGroupName} does not exist.`);
    checkExpectedVersion(`Billing group ${billingGroupName}`, group.version, input.expectedVersion);
    const description = input.billingGroupProperties.billingGroupDescription ?? group.description;
    await storeBillingGroup(transaction, { billingGroupName, description, version: group.version + 1 });
    return group.version + 1;
  });
  return { version };
};
