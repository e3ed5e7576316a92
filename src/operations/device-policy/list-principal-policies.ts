import { policyArn } from '../../domain/arn.ts';
import { listAttachmentsOfTarget } from '../../store/device-policy/policy-attachment.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';
import { checkPrincipalExists } from '../principal/existence.ts';

export const listPrincipalPolicies: Handler<'ListPrincipalPolicies'> = async (context, input) => {
  const { principal } = input;
  const order = input.ascendingOrder === true ? 'oldest first' : 'newest first';
  const page = pageOf(
    'ListPrincipalPolicies',
    { maxResults: input.pageSize, nextToken: input.marker },
    { principal, order },
    ['number', 'string'],
  );
  await checkPrincipalExists(context, principal);
  const rows = await listAttachmentsOfTarget(context.database, principal, order, page.after, page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, (row) => [row.attachedAt, row.policyName]);
  return {
    policies: items.map(({ policyName }) => ({
      policyName,
      policyArn: policyArn(context.settings.account, policyName),
    })),
    nextMarker: nextToken,
  };
};
