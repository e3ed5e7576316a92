import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import type { Handler } from '../context.ts';
import { detachFromTarget } from './attachment.ts';

/** The API model has no ResourceNotFoundException here (docs/service/identity.md#attaching-a-policy). */
export const detachPolicy: Handler<'DetachPolicy'> = async (context, { policyName, target }) => {
  await detachFromTarget(context, policyName, target).catch((error: unknown) => {
    const isUnknown = error instanceof ServiceError && error.name === 'ResourceNotFoundException';
    throw isUnknown ? invalidRequest(error.message) : error;
  });
};
