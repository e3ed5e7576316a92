/**
 * Dates and times as schedules write them: ISO 8601, with a space instead of the T if wanted, UTC if there is no zone
 * (docs/service/jobs.md#maintenance-windows).
 */
import { MINUTE_MS } from './duration.ts';

const form =
  /^(\d{4})-(\d{2})-(\d{2})[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))?$/;

/** The instant in milliseconds since the epoch; undefined if the text is not a valid date and time. */
export function parseDateTime(text: string): number | undefined {
  const found = form.exec(text);
  if (found === null) return undefined;
  const part = (index: number) => Number(found[index] ?? 0);
  const [year, month, day] = [part(1), part(2), part(3)];
  const date = new Date(0);
  // Unlike Date.UTC, this does not read the year 26 as 1926.
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(part(4), part(5), part(6), Number((found[7] ?? '').slice(0, 3).padEnd(3, '0')));
  const offset = (part(9) * 60 + part(10)) * MINUTE_MS * (found[8] === '-' ? -1 : 1);
  return date.getTime() - offset;
}

/** Like `parseDateTime`, for instants that people write elsewhere: a day alone means its first moment, UTC. */
export function parseInstant(text: string): number | undefined {
  return parseDateTime(text) ?? parseDateTime(`${text}T00:00`);
}

/** The text of an instant in whole seconds, UTC. */
export function dateTimeText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
