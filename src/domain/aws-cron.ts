/**
 * The AWS cron dialect of maintenance windows (docs/service/jobs.md#maintenance-windows): six fields, with or without
 * `cron(...)`, read in UTC. What the dialect does not allow is refused with a sentence; what it allows is computed by
 * croner.
 */
import { Cron } from 'croner';

const FORM = 'cron(minutes hours day-of-month month day-of-week year), for example cron(0 2 ? * SUN *)';

interface Field {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** The names of the values, starting at `minimum`. */
  readonly names?: readonly string[];
  /** A form that must stand alone in its field, translated for croner; undefined if the text has no such form. */
  readonly special?: (text: string, field: Field) => string | undefined;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const dayOfMonth: Field = { name: 'day-of-month', minimum: 1, maximum: 31, special: specialDayOfMonth };
const dayOfWeek: Field = { name: 'day-of-week', minimum: 1, maximum: 7, names: DAYS, special: specialDayOfWeek };
const fields: readonly Field[] = [
  { name: 'minutes', minimum: 0, maximum: 59 },
  { name: 'hours', minimum: 0, maximum: 23 },
  dayOfMonth,
  { name: 'month', minimum: 1, maximum: 12, names: MONTHS },
  dayOfWeek,
  { name: 'year', minimum: 1970, maximum: 2199 },
];

/** Says for the caller why a text is not in the dialect. */
export class CronProblem extends Error {}

/** The instants that an expression names. */
export interface Occurrences {
  /** The first instant after the given one, in milliseconds since the epoch; null if there is none. */
  after(instant: number): number | null;
}

/** Reads an expression. Throws a CronProblem if it is not in the dialect. */
export function parseCron(expression: string): Occurrences {
  const texts = fieldsOf(expression);
  const patterns = fields.map((field, index) => patternOf(field, texts[index] ?? ''));
  // Sunday is 1, as in Quartz.
  const cron = new Cron(`0 ${patterns.join(' ')}`, { mode: '7-part', alternativeWeekdays: true, utcOffset: 0 });
  return { after: (instant) => cron.nextRun(new Date(instant))?.getTime() ?? null };
}

function fieldsOf(expression: string): string[] {
  const trimmed = expression.trim();
  const inner = /^cron\((.*)\)$/s.exec(trimmed)?.[1] ?? trimmed;
  if (/[()]/.test(inner)) throw new CronProblem(`it is not of the form ${FORM}`);
  const texts = inner.trim().split(/\s+/);
  if (texts.length !== fields.length) {
    const hint = texts.length === 5 ? '; the sixth is the year, * for every year' : '';
    throw new CronProblem(`it has ${texts.length} of the six fields of ${FORM}${hint}`);
  }
  const [, , ofMonth, , ofWeek] = texts;
  if ((ofMonth === '?') === (ofWeek === '?')) {
    throw new CronProblem('exactly one of day-of-month and day-of-week must be ?, since the other one decides');
  }
  return texts;
}

/** The field for croner, with every value listed, so that no reading of ranges and steps but ours applies. */
function patternOf(field: Field, text: string): string {
  if (text === '?' && (field === dayOfMonth || field === dayOfWeek)) return '*';
  const special = field.special?.(text, field);
  if (special !== undefined) return special;
  const values = new Set(text.split(',').flatMap((part) => valuesOf(field, part, text)));
  return [...values].sort((a, b) => a - b).join(',');
}

// A star, 5, 1-5, and each with a step: */15, 5/15 (from 5 to the end), 10-40/15.
function valuesOf(field: Field, part: string, text: string): number[] {
  const [, from, to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  if (from === undefined || (from === '*' && to !== undefined)) throw notInField(field, text);
  if (step !== undefined && (field === dayOfWeek || !isStep(Number(step), field))) throw notInField(field, text);
  const first = from === '*' ? field.minimum : numberOf(field, from, text);
  const isOpen = from === '*' || (to === undefined && step !== undefined);
  const last = isOpen ? field.maximum : to === undefined ? first : numberOf(field, to, text);
  if (last < first) {
    throw new CronProblem(`the range ${part} in ${field.name} goes backwards; write it as two ranges`);
  }
  const values: number[] = [];
  for (let value = first; value <= last; value += Number(step ?? 1)) values.push(value);
  return values;
}

function isStep(step: number, field: Field): boolean {
  return step >= 1 && step <= field.maximum;
}

function numberOf(field: Field, text: string, whole: string): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return field.minimum + named;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= field.minimum && value <= field.maximum) return value;
  throw notInField(field, whole);
}

/** `L`, the last day, and `15W`, the weekday nearest to the 15th in its month. */
function specialDayOfMonth(text: string, field: Field): string | undefined {
  if (text === 'L') return 'L';
  const day = /^(\d{1,2})W$/.exec(text)?.[1];
  return day === undefined ? undefined : `${numberOf(field, day, text)}W`;
}

/** `L`, the last day of the week, `6L`, the last Friday of the month, and `3#2`, its second Tuesday. */
function specialDayOfWeek(text: string, field: Field): string | undefined {
  if (text === 'L') return String(field.maximum);
  const [, last] = /^(\w{1,3})L$/.exec(text) ?? [];
  if (last !== undefined) return `${numberOf(field, last, text)}L`;
  const [, day, nth] = /^(\w{1,3})#([1-5])$/.exec(text) ?? [];
  return day === undefined ? undefined : `${numberOf(field, day, text)}#${nth}`;
}

function notInField({ maximum, minimum, name, names }: Field, text: string): CronProblem {
  const named = names === undefined ? '' : ` or ${names[0]} to ${names.at(-1)}`;
  return new CronProblem(`${text} is not possible in ${name}, which goes from ${minimum} to ${maximum}${named}`);
}
