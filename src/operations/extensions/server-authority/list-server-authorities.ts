import { describedAuthorities } from '../../server-authority/described-authorities.ts';
import type { ExtensionHandler } from '../context.ts';

/** Lists the certificate authorities by which clients trust this server. */
export const listServerAuthorities: ExtensionHandler<'ListServerAuthorities'> = async ({ serverAuthorities }) =>
  describedAuthorities(serverAuthorities);
