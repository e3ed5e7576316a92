import { listOperators } from '../../operator/operators.ts';
import type { ExtensionHandler } from '../context.ts';

/** A page of users, by name. */
export const listUsers: ExtensionHandler<'ListUsers'> = async (context, input) => {
  const { nextToken, operators: users } = await listOperators(context, 'user', input);
  return { users, nextToken };
};
