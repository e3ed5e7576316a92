import { createOperator } from '../../operator/operators.ts';
import type { ExtensionHandler } from '../context.ts';

/** Makes a role. ResourceAlreadyExistsException if the name is taken. */
export const createRole: ExtensionHandler<'CreateRole'> = (context, { roleName: name }) =>
  createOperator(context, { kind: 'role', name });
