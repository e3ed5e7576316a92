import { listOperators } from '../../operator/operators.ts';
import type { ExtensionHandler } from '../context.ts';

/** A page of roles, by name. */
export const listRoles: ExtensionHandler<'ListRoles'> = async (context, input) => {
  const { nextToken, operators: roles } = await listOperators(context, 'role', input);
  return { roles, nextToken };
};
