import type { billingGroupOperations } from '../../contract/operations/billing-group/index.ts';
import type { Handlers } from '../context.ts';
import { addThingToBillingGroup } from './add-thing-to-billing-group.ts';
import { createBillingGroup } from './create-billing-group.ts';
import { deleteBillingGroup } from './delete-billing-group.ts';
import { describeBillingGroup } from './describe-billing-group.ts';
import { listBillingGroups } from './list-billing-groups.ts';
import { listThingsInBillingGroup } from './list-things-in-billing-group.ts';
import { removeThingFromBillingGroup } from './remove-thing-from-billing-group.ts';
import { updateBillingGroup } from './update-billing-group.ts';

/** What the billing group operations do. */
export const billingGroupHandlers: Handlers<typeof billingGroupOperations> = {
  AddThingToBillingGroup: addThingToBillingGroup,
  CreateBillingGroup: createBillingGroup,
  DeleteBillingGroup: deleteBillingGroup,
  DescribeBillingGroup: describeBillingGroup,
  ListBillingGroups: listBillingGroups,
  ListThingsInBillingGroup: listThingsInBillingGroup,
  RemoveThingFromBillingGroup: removeThingFromBillingGroup,
  UpdateBillingGroup: updateBillingGroup,
};
