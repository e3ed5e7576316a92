/**
 * Every operation under `/x/`: musterd's own, beside the surface of the original service. The compiler asks for a handler of
 * each (`operations/extensions/index.ts`).
 */
import { accessKeyExtensions } from './access-key/index.ts';
import { auditExtensions } from './audit/index.ts';
import { clockExtensions } from './clock/index.ts';
import { healthExtensions } from './health/index.ts';
import { jobExtensions } from './job/index.ts';
import { operatorExtensions } from './operator/index.ts';
import { operatorPolicyExtensions } from './operator-policy/index.ts';
import { serverAuthorityExtensions } from './server-authority/index.ts';
import { thingExtensions } from './thing/index.ts';

export const extensionOperations = {
  ...accessKeyExtensions,
  ...auditExtensions,
  ...clockExtensions,
  ...healthExtensions,
  ...jobExtensions,
  ...operatorExtensions,
  ...operatorPolicyExtensions,
  ...serverAuthorityExtensions,
  ...thingExtensions,
} as const;

export type ExtensionOperations = typeof extensionOperations;
