import { resourceNotFound } from '../../contract/errors.ts';
import { billingGroupByName } from '../../store/thing/billing-group.ts';
import { listThingsInBillingGroup as listNames } from '../../store/thing/thing.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

/** Lists the names of the things in a billing group, in order (docs/service/registry.md#lists-of-the-registry). */
export const listThingsInBillingGroup: Handler<'ListThingsInBillingGroup'> = async (context, input) => {
  const { billingGroupName } = input;
  const page = pageOf('ListThingsInBillingGroup', input, { billingGroupName }, ['string']);
  const group = await billingGroupByName(context.database, billingGroupName);
  if (group === undefined) throw resourceNotFound(`Billing group ${billingGroupName} does not exist.`);
  const rows = await listNames(context.database, group.billingGroupId, page.after?.[0] ?? '', page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, (row) => [row.thingName]);
  return { things: items.map((row) => row.thingName), nextToken };
};
