import type { clockExtensions } from '../../../contract/extensions/clock/index.ts';
import type { ExtensionHandlers } from '../context.ts';
import { advanceClock } from './advance-clock.ts';
import { getClock } from './get-clock.ts';

/** What the operations under `/x/` on the server's clock do. */
export const clockExtensionHandlers: ExtensionHandlers<typeof clockExtensions> = {
  AdvanceClock: advanceClock,
  GetClock: getClock,
};
