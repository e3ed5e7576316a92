import { createOperator } from '../../operator/operators.ts';
import type { ExtensionHandler } from '../context.ts';

/** Makes a user. ResourceAlreadyExistsException if the name is taken. */
export const createUser: ExtensionHandler<'CreateUser'> = (context, { userName: name }) =>
  createOperator(context, { kind: 'user', name });
