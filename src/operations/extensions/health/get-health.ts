import { ServiceError } from '../../../contract/errors.ts';
import type { ExtensionHandler } from '../context.ts';

/** Says whether the server can do its work; it asks neither the database nor anything else that could be slow. */
export const getHealth: ExtensionHandler<'GetHealth'> = async ({ trouble }) => {
  const reason = trouble();
  if (reason !== undefined) throw new ServiceError('ServiceUnavailableException', reason);
  return { status: 'ok' };
};
