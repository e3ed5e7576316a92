/**
 * Makes of an answer what is printed: members in the model's order, times as the configuration wants them
 * (docs/service/command-line.md#what-all-formats-share).
 */
import type { Members, Shape } from '../../../contract/shape.ts';
import { isList, isMap, isNumber, type Value, type ValueMap } from '../value.ts';

/** `iso8601` or `wire`, the number of seconds as it was received. */
export type TimestampFormat = 'iso8601' | 'wire';

/** The known members of an answer, in the order of the model; members that are null are left out. */
export function present(members: Members, answer: ValueMap, timestampFormat: TimestampFormat): ValueMap {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, member]) => {
      const value = answer[name];
      return value === undefined || value === null
        ? []
        : [[name, presentValue(member.shape, value, timestampFormat)] as const];
    }),
  );
}

function presentValue(shape: Shape, value: Value, timestampFormat: TimestampFormat): Value {
  const into = (inner: Shape) => (item: Value) => presentValue(inner, item, timestampFormat);
  switch (shape.type) {
    case 'structure':
      return isMap(value) ? present(shape.members, value, timestampFormat) : value;
    case 'map':
      return isMap(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, into(shape.value)(item)]))
        : value;
    case 'list':
      return isList(value) ? value.map(into(shape.of)) : value;
    case 'timestamp':
      return timestampFormat === 'iso8601' && isNumber(value) ? isoTime(Number(value)) : value;
    default:
      return value;
  }
}

/** In UTC, with six digits of fraction if there is one: `2026-11-22T09:22:27.366000+00:00`. */
export function isoTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const microseconds = Math.round((seconds - whole) * 1e6);
  const moment = new Date((whole + Math.floor(microseconds / 1e6)) * 1_000);
  // A number that no calendar knows is better shown than hidden behind an error.
  if (Number.isNaN(moment.getTime())) return String(seconds);
  const fraction = microseconds % 1e6 === 0 ? '' : `.${String(microseconds % 1e6).padStart(6, '0')}`;
  return `${moment.toISOString().slice(0, 19)}${fraction}+00:00`;
}
