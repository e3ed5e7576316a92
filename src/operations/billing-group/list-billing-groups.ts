import { billingGroupArn } from '../../domain/arn.ts';
import { listBillingGroups as listStoredBillingGroups } from '../../store/thing/billing-group.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

/** Lists billing groups in the order of their names (docs/service/registry.md#lists-of-the-registry). */
export const listBillingGroups: Handler<'ListBillingGroups'> = async (context, input) => {
  const prefix = input.namePrefixFilter ?? '';
  const page = pageOf('ListBillingGroups', input, { prefix }, ['string']);
  const rows = await listStoredBillingGroups(context.database, prefix, page.after?.[0] ?? '', page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, (group) => [group.billingGroupName]);
  return {
    billingGroups: items.map(({ billingGroupName }) => ({
      groupName: billingGroupName,
      groupArn: billingGroupArn(context.settings.account, billingGroupName),
    })),
    nextToken,
  };
};
