import type { Handler } from '../context.ts';
import { pageOfThingPrincipals } from './page-of-thing-principals.ts';

export const listThingPrincipals: Handler<'ListThingPrincipals'> = async (context, input) => {
  const { items, nextToken } = await pageOfThingPrincipals(context, 'ListThingPrincipals', input);
  return { principals: items.map((item) => item.principal), nextToken };
};
