/** What the two lists of the targets of a policy have in common. */
import { findPolicy } from '../../store/device-policy/policy.ts';
import { listAttachmentsOfPolicy } from '../../store/device-policy/policy-attachment.ts';
import type { OperationContext } from '../context.ts';
import { policyNotFound } from '../not-found.ts';
import { cutPage, pageOf } from '../page.ts';

interface Input {
  readonly policyName: string;
  readonly pageSize?: number | undefined;
  readonly marker?: string | undefined;
}

/** One page in the order in which the policy was attached. ResourceNotFoundException if there is no such policy. */
export async function pageOfTargets(
  context: OperationContext,
  list: string,
  input: Input,
  order: 'oldest first' | 'newest first',
): Promise<{ readonly targets: readonly string[]; readonly nextMarker: string | undefined }> {
  const { policyName } = input;
  const page = pageOf(list, { maxResults: input.pageSize, nextToken: input.marker }, { policyName, order }, [
    'number',
    'string',
  ]);
  if ((await findPolicy(context.database, policyName)) === undefined) throw policyNotFound(policyName);
  const rows = await listAttachmentsOfPolicy(context.database, policyName, order, page.after, page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, (row) => [row.attachedAt, row.target]);
  return { targets: items.map((item) => item.target), nextMarker: nextToken };
}
