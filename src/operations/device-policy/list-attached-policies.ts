import { policyArn, thingGroupArn } from '../../domain/arn.ts';
import { parsePolicyTarget } from '../../domain/principal.ts';
import { listGroupAndAncestors, listPoliciesOfTargets } from '../../store/device-policy/policy-attachment.ts';
import type { Handler, OperationContext } from '../context.ts';
import { policyTargetNotFound } from '../not-found.ts';
import { cutPage, pageOf } from '../page.ts';
import { targetExists } from './attachment.ts';

export const listAttachedPolicies: Handler<'ListAttachedPolicies'> = async (context, input) => {
  const { target, recursive = false } = input;
  const page = pageOf(
    'ListAttachedPolicies',
    { maxResults: input.pageSize, nextToken: input.marker },
    { target, recursive },
    ['string'],
  );
  const targets = await targetsOf(context, target, recursive);
  const [after = ''] = page.after ?? [];
  const names = await listPoliciesOfTargets(context.database, targets, after, page.limit + 1);
  const { items, nextToken } = cutPage(page, names, (policyName) => [policyName]);
  return {
    policies: items.map((policyName) => ({ policyName, policyArn: policyArn(context.settings.account, policyName) })),
    nextMarker: nextToken,
  };
};

/** The target, and with `recursive` the parents of a thing group as well. */
async function targetsOf(context: OperationContext, target: string, recursive: boolean): Promise<readonly string[]> {
  const { account } = context.settings;
  const parsed = parsePolicyTarget(account, target);
  if (parsed === undefined || !(await targetExists(context.database, parsed))) throw policyTargetNotFound(target);
  if (parsed.kind === 'certificate' || !recursive) return [target];
  const groups = await listGroupAndAncestors(context.database, parsed.thingGroupName);
  return groups.map((thingGroupName) => thingGroupArn(account, thingGroupName));
}
