import { policyArn } from '../../domain/arn.ts';
import { listPolicies as list } from '../../store/device-policy/policy.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

export const listPolicies: Handler<'ListPolicies'> = async (context, input) => {
  const order = input.ascendingOrder === true ? 'oldest first' : 'newest first';
  const page = pageOf('ListPolicies', { maxResults: input.pageSize, nextToken: input.marker }, { order }, [
    'number',
    'string',
  ]);
  const rows = await list(context.database, order, page.after, page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, (row) => [row.createdAt, row.policyName]);
  return {
    policies: items.map(({ policyName }) => ({
      policyName,
      policyArn: policyArn(context.settings.account, policyName),
    })),
    nextMarker: nextToken,
  };
};
