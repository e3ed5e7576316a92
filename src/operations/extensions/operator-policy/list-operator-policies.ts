import { managedPolicies } from '../../../domain/operator-policies/index.ts';
import { listOperatorPolicies as listStoredPolicies } from '../../../store/operator/operator-policy.ts';
import { cutPage, pageOf } from '../../page.ts';
import type { ExtensionHandler } from '../context.ts';

/** The ready-made policies come with the first page. */
export const listOperatorPolicies: ExtensionHandler<'ListOperatorPolicies'> = async ({ database }, input) => {
  const page = pageOf('ListOperatorPolicies', input, {}, ['string']);
  const rows = await listStoredPolicies(database, page.after?.[0] ?? '', page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, ({ policyName }) => [policyName]);
  const readyMade = page.after === undefined ? managedPolicies.map((policy) => ({ ...policy, readyMade: true })) : [];
  const stored = items.map(({ policyDocument, policyName }) => ({ policyName, policyDocument, readyMade: false }));
  return { policies: [...readyMade, ...stored], nextToken };
};
