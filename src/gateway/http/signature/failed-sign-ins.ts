/**
 * Slows down who tries keys: an address with too many failed signatures is not listened to for a while
 * (docs/service/identity.md#too-many-failed-sign-ins).
 */

import { ServiceError } from '../../../contract/errors.ts';
import type { Clock } from '../../../lib/clock.ts';
import { MINUTE_MS } from '../../../lib/duration.ts';
import { networkOf } from '../../network.ts';

export interface FailedSignIns {
  /** Throws ThrottlingException for an address that has failed too often. */
  check(address: string | undefined): void;
  /** Counts a failure. */
  failed(address: string | undefined): void;
}

interface Count {
  failures: number;
  readonly since: number;
}

const MOST_ADDRESSES = 10_000;

/** Counts by address and minute. `perMinute` undefined is no limit. */
export function failedSignIns(clock: Clock, perMinute: number | undefined): FailedSignIns {
  const counts = new Map<string, Count>();

  function countOf(address: string | undefined): Count | undefined {
    const count = counts.get(networkOf(address));
    return count !== undefined && clock.now() - count.since < MINUTE_MS ? count : undefined;
  }

  return {
    check(address) {
      if (perMinute === undefined || (countOf(address)?.failures ?? 0) < perMinute) return;
      throw new ServiceError('ThrottlingException', 'Too many requests of this address had a wrong signature');
    },
    failed(address) {
      const count = countOf(address);
      if (count !== undefined) {
        count.failures += 1;
        return;
      }
      const network = networkOf(address);
      counts.delete(network);
      if (counts.size >= MOST_ADDRESSES) for (const oldest of [...counts.keys()].slice(0, 1)) counts.delete(oldest);
      counts.set(network, { failures: 1, since: clock.now() });
    },
  };
}
