import type { Handler } from '../context.ts';
import { pageOfThingPrincipals } from './page-of-thing-principals.ts';

export const listThingPrincipalsV2: Handler<'ListThingPrincipalsV2'> = async (context, input) => {
  const { items, nextToken } = await pageOfThingPrincipals(context, 'ListThingPrincipalsV2', input);
  return { thingPrincipalObjects: items, nextToken };
};
