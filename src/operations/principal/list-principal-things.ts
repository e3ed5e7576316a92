import type { Handler } from '../context.ts';
import { pageOfPrincipalThings } from './page-of-principal-things.ts';

export const listPrincipalThings: Handler<'ListPrincipalThings'> = async (context, input) => {
  const { items, nextToken } = await pageOfPrincipalThings(context, 'ListPrincipalThings', input);
  return { things: items.map((item) => item.thingName), nextToken };
};
