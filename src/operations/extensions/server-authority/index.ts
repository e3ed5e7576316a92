import type { serverAuthorityExtensions } from '../../../contract/extensions/server-authority/index.ts';
import type { ExtensionHandlers } from '../context.ts';
import { getServerAuthorities } from './get-server-authorities.ts';
import { listServerAuthorities } from './list-server-authorities.ts';
import { retireServerAuthorities } from './retire-server-authorities.ts';
import { rotateServerAuthority } from './rotate-server-authority.ts';

/** What the operations under `/x/` on the server's certificate authorities do. */
export const serverAuthorityExtensionHandlers: ExtensionHandlers<typeof serverAuthorityExtensions> = {
  GetServerAuthorities: getServerAuthorities,
  ListServerAuthorities: listServerAuthorities,
  RetireServerAuthorities: retireServerAuthorities,
  RotateServerAuthority: rotateServerAuthority,
};
