import { invalidRequest } from '../../../contract/errors.ts';
import { parseInstant } from '../../../lib/date-time-text.ts';
import { DAY_MS } from '../../../lib/duration.ts';
import { present } from '../../clock/present.ts';
import type { ExtensionHandler } from '../context.ts';

/** Years from now are enough for any schedule, and an instant must stay one that a date can hold. */
const LONGEST_MOVE_MS = 10 * 366 * DAY_MS;

/** Moves a virtual clock forward. InvalidRequestException where the clock is the machine's own. */
export const advanceClock: ExtensionHandler<'AdvanceClock'> = async (context, { seconds, until }) => {
  const { clock, virtualTime } = context;
  if (virtualTime === undefined) {
    throw invalidRequest("The clock is the machine's own. Start the server with --clock virtual to move time.");
  }
  await virtualTime.moveTo(instantOf(clock.now(), seconds, until));
  return present(context);
};

function instantOf(now: number, seconds: number | undefined, until: string | undefined): number {
  if ((seconds === undefined) === (until === undefined)) throw invalidRequest('Give either seconds or until.');
  const instant = seconds === undefined ? parseInstant(String(until)) : now + Math.round(seconds * 1_000);
  if (instant === undefined)
    throw invalidRequest('until must be an instant in ISO 8601, for example 2030-01-31T12:00:00Z.');
  if (instant < now) throw invalidRequest(`It is ${new Date(now).toISOString()} already; time does not go backwards.`);
  if (instant > now + LONGEST_MOVE_MS) throw invalidRequest('Time can be moved by at most ten years at once.');
  return instant;
}
