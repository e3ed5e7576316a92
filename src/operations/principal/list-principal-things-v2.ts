import type { Handler } from '../context.ts';
import { pageOfPrincipalThings } from './page-of-principal-things.ts';

export const listPrincipalThingsV2: Handler<'ListPrincipalThingsV2'> = async (context, input) => {
  const { items, nextToken } = await pageOfPrincipalThings(context, 'ListPrincipalThingsV2', input);
  return { principalThingObjects: items, nextToken };
};
