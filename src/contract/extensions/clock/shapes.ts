/** The shape of the present. */
import { timestamp } from '../../shapes/common.ts';

export const present = {
  /** `wall` or `virtual`. */
  mode: { shape: { type: 'string' } },
  /** The present, in seconds since the epoch. */
  now: { shape: timestamp },
  /** The same in ISO 8601. */
  iso: { shape: { type: 'string' } },
} as const;
