import { invalidRequest } from '../../../contract/errors.ts';
import { ConfigError } from '../../../lib/config-error.ts';
import { describedAuthorities } from '../../server-authority/described-authorities.ts';
import type { ExtensionHandler } from '../context.ts';

/** Lets a new authority sign. InvalidRequestException where the server does not issue its certificates itself. */
export const rotateServerAuthority: ExtensionHandler<'RotateServerAuthority'> = async ({ serverAuthorities }) => {
  await serverAuthorities.rotateAuthority().catch((error: unknown) => {
    throw error instanceof ConfigError ? invalidRequest(error.message) : error;
  });
  return describedAuthorities(serverAuthorities);
};
