import { resourceNotFound } from '../../contract/errors.ts';
import { billingGroupArn } from '../../domain/arn.ts';
import { billingGroupByName } from '../../store/thing/billing-group.ts';
import type { Handler } from '../context.ts';

/** Describes a billing group (docs/service/registry.md#one-billing-group). */
export const describeBillingGroup: Handler<'DescribeBillingGroup'> = async (context, { billingGroupName }) => {
  const group = await billingGroupByName(context.database, billingGroupName);
  if (group === undefined) throw resourceNotFound(`Billing group ${billingGroupName} does not exist.`);
  return {
    billingGroupName,
    billingGroupId: group.billingGroupId,
    billingGroupArn: billingGroupArn(context.settings.account, billingGroupName),
    version: group.version,
    billingGroupProperties: { billingGroupDescription: group.description ?? undefined },
    billingGroupMetadata: { creationDate: group.createdAt },
  };
};
