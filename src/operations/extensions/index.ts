/** What answers each operation under `/x/`; an operation of the contract without a handler does not compile. */
import type { ExtensionOperations } from '../../contract/extensions/index.ts';
import { accessKeyExtensionHandlers } from './access-key/index.ts';
import { auditExtensionHandlers } from './audit/index.ts';
import { clockExtensionHandlers } from './clock/index.ts';
import type { ExtensionHandler } from './context.ts';
import { healthExtensionHandlers } from './health/index.ts';
import { jobExtensionHandlers } from './job/index.ts';
import { operatorExtensionHandlers } from './operator/index.ts';
import { operatorPolicyExtensionHandlers } from './operator-policy/index.ts';
import { serverAuthorityExtensionHandlers } from './server-authority/index.ts';
import { thingExtensionHandlers } from './thing/index.ts';

export const extensionHandlers: { readonly [K in keyof ExtensionOperations]: ExtensionHandler<K> } = {
  ...accessKeyExtensionHandlers,
  ...auditExtensionHandlers,
  ...clockExtensionHandlers,
  ...healthExtensionHandlers,
  ...jobExtensionHandlers,
  ...operatorExtensionHandlers,
  ...operatorPolicyExtensionHandlers,
  ...serverAuthorityExtensionHandlers,
  ...thingExtensionHandlers,
};
