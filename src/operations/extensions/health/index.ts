import type { healthExtensions } from '../../../contract/extensions/health/index.ts';
import type { ExtensionHandlers } from '../context.ts';
import { getHealth } from './get-health.ts';

/** What the operations under `/x/` on the server's health do. */
export const healthExtensionHandlers: ExtensionHandlers<typeof healthExtensions> = {
  GetHealth: getHealth,
};
