import { isPrincipal } from '../../domain/principal.ts';
import type { Handler } from '../context.ts';
import { pageOfTargets } from './page-of-targets.ts';

/** A page holds fewer principals than asked for where thing groups lie between them. */
export const listPolicyPrincipals: Handler<'ListPolicyPrincipals'> = async (context, input) => {
  const order = input.ascendingOrder === true ? 'oldest first' : 'newest first';
  const { targets, nextMarker } = await pageOfTargets(context, 'ListPolicyPrincipals', input, order);
  return { principals: targets.filter(isPrincipal), nextMarker };
};
