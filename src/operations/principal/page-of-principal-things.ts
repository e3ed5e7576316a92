/** What the two lists of the things of a principal have in common. */
import type { InputOf } from '../../contract/operation.ts';
import type { principalOperations } from '../../contract/operations/principal/index.ts';
import { listThingsOfPrincipal } from '../../store/thing/thing-principal.ts';
import type { OperationContext } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';
import { checkPrincipalExists } from './existence.ts';

type Input = InputOf<(typeof principalOperations)['ListPrincipalThingsV2']>;

/** One page in the order of the things' names. ResourceNotFoundException if there is no such principal. */
export async function pageOfPrincipalThings(context: OperationContext, list: string, input: Input) {
  const { principal, thingPrincipalType } = input;
  const page = pageOf(list, input, { principal, thingPrincipalType }, ['string']);
  await checkPrincipalExists(context, principal);
  const [after = ''] = page.after ?? [];
  const rows = await listThingsOfPrincipal(context.database, principal, after, page.limit + 1);
  // Either all of a principal's things are of the wanted type or none is, so no page needs to be searched for more.
  const isWanted = thingPrincipalType === undefined || rows[0]?.thingPrincipalType === thingPrincipalType;
  return cutPage(page, isWanted ? rows : [], (row) => [row.thingName]);
}
