import type { accessKeyExtensions } from '../../../contract/extensions/access-key/index.ts';
import type { ExtensionHandlers } from '../context.ts';
import { createAccessKey } from './create-access-key.ts';
import { createSession } from './create-session.ts';
import { deleteAccessKey } from './delete-access-key.ts';
import { listAccessKeys } from './list-access-keys.ts';
import { rotateAccessKey } from './rotate-access-key.ts';
import { updateAccessKey } from './update-access-key.ts';

/** What the operations under `/x/` on access keys do. */
export const accessKeyExtensionHandlers: ExtensionHandlers<typeof accessKeyExtensions> = {
  CreateAccessKey: createAccessKey,
  CreateSession: createSession,
  DeleteAccessKey: deleteAccessKey,
  ListAccessKeys: listAccessKeys,
  RotateAccessKey: rotateAccessKey,
  UpdateAccessKey: updateAccessKey,
};
