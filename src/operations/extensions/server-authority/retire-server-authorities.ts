import { describedAuthorities } from '../../server-authority/described-authorities.ts';
import type { ExtensionHandler } from '../context.ts';

/** Ends the trust in all authorities but the one that signs. */
export const retireServerAuthorities: ExtensionHandler<'RetireServerAuthorities'> = async ({ serverAuthorities }) => {
  await serverAuthorities.retireAuthorities();
  return describedAuthorities(serverAuthorities);
};
