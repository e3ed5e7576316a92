/** What the two lists of the principals of a thing have in common. */
import type { InputOf } from '../../contract/operation.ts';
import type { principalOperations } from '../../contract/operations/principal/index.ts';
import { listPrincipalsOfThing } from '../../store/thing/thing-principal.ts';
import type { OperationContext } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';
import { checkThingExists } from './existence.ts';

type Input = InputOf<(typeof principalOperations)['ListThingPrincipalsV2']>;

/** One page in the order of the principals' ARNs. ResourceNotFoundException if there is no such thing. */
export async function pageOfThingPrincipals(context: OperationContext, list: string, input: Input) {
  const { thingName, thingPrincipalType } = input;
  const page = pageOf(list, input, { thingName, thingPrincipalType }, ['string']);
  await checkThingExists(context, thingName);
  const [after = ''] = page.after ?? [];
  const rows = await listPrincipalsOfThing(context.database, thingName, thingPrincipalType, after, page.limit + 1);
  return cutPage(page, rows, (row) => [row.principal]);
}
