/** `GET /x/clock` and `POST /x/clock/advance`. */
import { invalidRequest } from '../contract/errors.ts';
import { advanceClock, getClock } from '../contract/extensions/clock.ts';
import type { ExtensionRoute } from '../gateway/http/extension-route.ts';
import { parseInstant } from '../lib/date-time-text.ts';
import { DAY_MS } from '../lib/duration.ts';
import type { Time } from './time.ts';

export interface ClockRoutesOptions {
  readonly time: Time;
  /** Moves the virtual clock to an instant and resolves when all that fell due until then is done. */
  readonly moveTo: (instant: number) => Promise<void>;
  /** Whether anybody may move time: on a virtual clock that only this machine can reach. */
  readonly unsigned: boolean;
}

/** Years from now are enough for any schedule, and an instant must stay one that a date can hold. */
const LONGEST_MOVE_MS = 10 * 366 * DAY_MS;

export function clockRoutes({ moveTo, time, unsigned }: ClockRoutesOptions): ExtensionRoute[] {
  const signing = unsigned ? { unsigned: true as const } : {};
  const present = () => {
    const now = time.clock.now();
    return { mode: time.virtual === undefined ? 'wall' : 'virtual', now, iso: new Date(now).toISOString() };
  };
  return [
    { operation: getClock, ...signing, handle: async () => present() },
    {
      operation: advanceClock,
      ...signing,
      async handle({ seconds, until }) {
        if (time.virtual === undefined) {
          throw invalidRequest("The clock is the machine's own. Start the server with --clock virtual to move time.");
        }
        await moveTo(instantOf(time.virtual.now(), seconds, until));
        return present();
      },
    },
  ];
}

function instantOf(now: number, seconds: unknown, until: unknown): number {
  if ((seconds === undefined) === (until === undefined)) throw invalidRequest('Give either seconds or until.');
  const instant = typeof seconds === 'number' ? now + Math.round(seconds * 1_000) : parseInstant(String(until));
  if (instant === undefined)
    throw invalidRequest('until must be an instant in ISO 8601, for example 2030-01-31T12:00:00Z.');
  if (instant < now) throw invalidRequest(`It is ${new Date(now).toISOString()} already; time does not go backwards.`);
  if (instant > now + LONGEST_MOVE_MS) throw invalidRequest('Time can be moved by at most ten years at once.');
  return instant;
}
