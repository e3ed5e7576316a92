import { ServiceError } from '../../contract/errors.ts';
import { billingGroupArn } from '../../domain/arn.ts';
import { checkTags } from '../../domain/tags.ts';
import { change } from '../../store/database/change.ts';
import { type BillingGroup, billingGroupByName, insertBillingGroup } from '../../store/thing/billing-group.ts';
import { putTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';

/** Creates a billing group; the same call again gives the same group (docs/service/registry.md#creating-twice). */
export const createBillingGroup: Handler<'CreateBillingGroup'> = async (context, input) => {
  const { billingGroupName } = input;
  const description = input.billingGroupProperties?.billingGroupDescription ?? null;
  const tags = checkTags(input.tags ?? [], context.settings.quotas.tagsPerResource);
  const resourceArn = billingGroupArn(context.settings.account, billingGroupName);

  const idOfTheSame = (existing: BillingGroup | undefined): string => {
    if (existing !== undefined && existing.description === description) return existing.billingGroupId;
    throw new ServiceError(
      'ResourceAlreadyExistsException',
      `Billing Group ${billingGroupName} already exists in current account with different properties`,
      { resourceId: existing?.billingGroupId, resourceArn },
    );
  };
  const billingGroupId = await change(context.database, context.signals, async (transaction) => {
    const existing = await billingGroupByName(transaction, billingGroupName);
    if (existing !== undefined) return idOfTheSame(existing);
    const group = {
      billingGroupName,
      billingGroupId: context.newId(),
      description,
      createdAt: context.clock.now(),
    };
    if (!(await insertBillingGroup(transaction, group))) {
      return idOfTheSame(await billingGroupByName(transaction, billingGroupName));
    }
    await putTags(transaction, resourceArn, tags);
    return group.billingGroupId;
  });
  return { billingGroupName, billingGroupArn: resourceArn, billingGroupId };
};
