import { advanceClock } from './advance-clock.ts';
import { getClock } from './get-clock.ts';

/** The operations under `/x/` on the server's clock. */
export const clockExtensions = {
  AdvanceClock: advanceClock,
  GetClock: getClock,
} as const;
