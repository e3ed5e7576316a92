/**
 * Slows down who tries secrets: too many wrong signatures of one key from one address, and the next wrong ones are told no
 * more than that. A right signature is always let in, so nobody can lock out the owner of a key
 * (docs/service/identity.md#too-many-failed-sign-ins).
 */

import { ServiceError } from '../../../contract/errors.ts';
import type { Clock } from '../../../lib/clock.ts';
import { MINUTE_MS } from '../../../lib/duration.ts';
import { networkOf } from '../../network.ts';

export interface FailedSignIns {
  /** Counts a failure. Throws ThrottlingException if this key failed too often from this address. */
  failed(address: string | undefined, accessKeyId: string): void;
}

interface Count {
  failures: number;
  readonly since: number;
}

const MOST_COUNTS = 10_000;

/** Counts by key, address and minute. `perMinute` undefined is no limit. */
export function failedSignIns(clock: Clock, perMinute = Infinity): FailedSignIns {
  const counts = new Map<string, Count>();
  // A clock that was set back begins a new minute.
  const isOfThisMinute = ({ since }: Count) => Math.abs(clock.now() - since) < MINUTE_MS;

  return {
    failed(address, accessKeyId) {
      const name = `${networkOf(address)} ${accessKeyId}`;
      const known = counts.get(name);
      if (known !== undefined && isOfThisMinute(known)) {
        known.failures += 1;
        if (known.failures <= perMinute) return;
        throw new ServiceError('ThrottlingException', 'Too many requests of this key had a wrong signature');
      }
      counts.delete(name);
      if (counts.size >= MOST_COUNTS) for (const oldest of [...counts.keys()].slice(0, 1)) counts.delete(oldest);
      counts.set(name, { failures: 1, since: clock.now() });
    },
  };
}
