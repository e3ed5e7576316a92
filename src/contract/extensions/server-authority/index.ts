import { getServerAuthorities } from './get-server-authorities.ts';
import { listServerAuthorities } from './list-server-authorities.ts';
import { retireServerAuthorities } from './retire-server-authorities.ts';
import { rotateServerAuthority } from './rotate-server-authority.ts';

/** The operations under `/x/` on the server's certificate authorities. */
export const serverAuthorityExtensions = {
  GetServerAuthorities: getServerAuthorities,
  ListServerAuthorities: listServerAuthorities,
  RetireServerAuthorities: retireServerAuthorities,
  RotateServerAuthority: rotateServerAuthority,
} as const;
