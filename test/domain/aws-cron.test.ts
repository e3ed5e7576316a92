/** The dialect against an oracle that looks at every minute of a year and knows nothing of ranges or walks. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CronProblem, parseCron } from '../../src/domain/aws-cron.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const FROM = Date.UTC(2027, 6, 1);
const UNTIL = Date.UTC(2028, 6, 1);

/** A moment in UTC; days of the week count from 1, Sunday. */
interface Moment {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly weekday: number;
  readonly year: number;
  readonly daysInMonth: number;
}

function momentAt(instant: number): Moment {
  const date = new Date(instant);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  return {
    minute: date.getUTCMinutes(),
    hour: date.getUTCHours(),
    day: date.getUTCDate(),
    month,
    weekday: date.getUTCDay() + 1,
    year,
    daysInMonth: new Date(Date.UTC(year, month, 0)).getUTCDate(),
  };
}

const everyDay = () => true;
const at = (hour: number, minute: number, isDay: (moment: Moment) => boolean) => (moment: Moment) =>
  moment.hour === hour && moment.minute === minute && isDay(moment);
const isWeekday = ({ weekday }: Moment) => weekday >= 2 && weekday <= 6;
const weekdayOfDay = ({ day, weekday }: Moment, other: number) => ((((weekday - 1 + other - day) % 7) + 7) % 7) + 1;

/** The weekday nearest to a day without leaving its month. */
const nearest = (wanted: number) => (moment: Moment) => {
  if (wanted > moment.daysInMonth) return isNearest(moment, moment.daysInMonth);
  return isNearest(moment, wanted);
};
function isNearest(moment: Moment, wanted: number): boolean {
  const weekday = weekdayOfDay(moment, wanted);
  if (weekday === 7) return moment.day === (wanted === 1 ? 3 : wanted - 1);
  if (weekday === 1) return moment.day === (wanted === moment.daysInMonth ? wanted - 2 : wanted + 1);
  return moment.day === wanted;
}
const nth = (weekday: number, n: number) => (moment: Moment) =>
  moment.weekday === weekday && Math.ceil(moment.day / 7) === n;
const last = (weekday: number) => (moment: Moment) => moment.weekday === weekday && moment.day > moment.daysInMonth - 7;

const right: readonly (readonly [string, (moment: Moment) => boolean])[] = [
  ['* 5 * * ? *', ({ hour }) => hour === 5],
  ['cron(* 5,6 ? * 1-7 *)', ({ hour }) => hour === 5 || hour === 6],
  ['  cron( 0  2 ? * SUN * ) ', at(2, 0, ({ weekday }) => weekday === 1)],
  ['0 2 ? * 1 *', at(2, 0, ({ weekday }) => weekday === 1)],
  ['0 2 ? * 7 *', at(2, 0, ({ weekday }) => weekday === 7)],
  ['30 22 ? * sat *', at(22, 30, ({ weekday }) => weekday === 7)],
  ['0 2 * * ? *', at(2, 0, everyDay)],
  ['15 10 ? * MON-FRI *', at(10, 15, isWeekday)],
  ['15 10 ? * 2-6 *', at(10, 15, isWeekday)],
  ['0 8 ? * SUN,TUE,FRI *', at(8, 0, ({ weekday }) => [1, 3, 6].includes(weekday))],
  ['0 8 ? * 1,3-4,SAT *', at(8, 0, ({ weekday }) => [1, 3, 4, 7].includes(weekday))],
  ['0/15 * * * ? *', ({ minute }) => minute % 15 === 0],
  ['*/15 * * * ? *', ({ minute }) => minute % 15 === 0],
  ['7/20 * * * ? *', ({ minute }) => [7, 27, 47].includes(minute)],
  ['10-40/15 * * * ? *', ({ minute }) => [10, 25, 40].includes(minute)],
  ['0,30 8-17 ? * MON-FRI *', (m) => m.minute % 30 === 0 && m.hour >= 8 && m.hour <= 17 && isWeekday(m)],
  ['0 */6 * * ? *', ({ hour, minute }) => minute === 0 && hour % 6 === 0],
  ['0 5/6 * * ? *', ({ hour, minute }) => minute === 0 && hour % 6 === 5],
  ['59 23 * * ? *', at(23, 59, everyDay)],
  ['0 0 1 * ? *', at(0, 0, ({ day }) => day === 1)],
  ['0 0 1,15 * ? *', at(0, 0, ({ day }) => day === 1 || day === 15)],
  ['0 0 1-7 * ? *', at(0, 0, ({ day }) => day <= 7)],
  ['0 0 */10 * ? *', at(0, 0, ({ day }) => day % 10 === 1)],
  ['0 0 5/10 * ? *', at(0, 0, ({ day }) => day % 10 === 5)],
  ['0 0 31 * ? *', at(0, 0, ({ day }) => day === 31)],
  ['0 0 30 2 ? *', () => false],
  ['0 0 29 2 ? *', at(0, 0, ({ day, month }) => month === 2 && day === 29)],
  ['0 0 29 FEB ? 2028', at(0, 0, ({ day, month }) => month === 2 && day === 29)],
  ['0 12 L * ? *', at(12, 0, ({ day, daysInMonth }) => day === daysInMonth)],
  ['0 12 L 2 ? *', at(12, 0, ({ day, daysInMonth, month }) => month === 2 && day === daysInMonth)],
  ['0 12 1W * ? *', at(12, 0, nearest(1))],
  ['0 12 3W * ? *', at(12, 0, nearest(3))],
  ['0 12 15W * ? *', at(12, 0, nearest(15))],
  ['0 12 28W * ? *', at(12, 0, nearest(28))],
  ['0 12 ? * L *', at(12, 0, ({ weekday }) => weekday === 7)],
  ['0 12 ? * 1L *', at(12, 0, last(1))],
  ['0 12 ? * 6L *', at(12, 0, last(6))],
  ['0 12 ? * FRIL *', at(12, 0, last(6))],
  ['0 12 ? * 7L *', at(12, 0, last(7))],
  ['0 12 ? * 3#2 *', at(12, 0, nth(3, 2))],
  ['0 12 ? * TUE#2 *', at(12, 0, nth(3, 2))],
  ['0 12 ? * 1#1 *', at(12, 0, nth(1, 1))],
  ['0 12 ? * 7#5 *', at(12, 0, nth(7, 5))],
  ['0 9 ? JAN,JUL MON *', at(9, 0, ({ month, weekday }) => weekday === 2 && (month === 1 || month === 7))],
  ['0 9 1 1-3 ? *', at(9, 0, ({ day, month }) => day === 1 && month <= 3)],
  ['0 9 1 */4 ? *', at(9, 0, ({ day, month }) => day === 1 && month % 4 === 1)],
  ['0 9 1 oct-dec ? *', at(9, 0, ({ day, month }) => day === 1 && month >= 10)],
  ['0 9 1 * ? 2028', at(9, 0, ({ day, year }) => day === 1 && year === 2028)],
  ['0 9 1 * ? 2027-2028', at(9, 0, ({ day }) => day === 1)],
  ['0 9 1 * ? 2026/2', at(9, 0, ({ day, year }) => day === 1 && year === 2028)],
  ['0 9 1 * ? 1970-2199/3', at(9, 0, ({ day, year }) => day === 1 && (year - 1970) % 3 === 0)],
  ['0 9 1 * ? 2020,2027', at(9, 0, ({ day, year }) => day === 1 && year === 2027)],
  ['0 9 1 * ? 2020', () => false],
];

describe('an expression of the dialect', () => {
  const moments = Array.from({ length: (UNTIL - FROM) / MINUTE }, (_, index) => momentAt(FROM + index * MINUTE));
  for (const [expression, isMeant] of right) {
    test(`names the minutes of ${expression.trim()}`, () => {
      const cron = parseCron(expression);
      let next = cron.after(FROM - 1);
      let wrong = 0;
      for (const [index, moment] of moments.entries()) {
        const instant = FROM + index * MINUTE;
        const isNamed = next === instant;
        if (isNamed !== isMeant(moment)) wrong += 1;
        // Most of these years are empty: the walk is asked again only where it must be.
        if (isNamed) next = cron.after(instant);
      }
      assert.equal(wrong, 0);
      assert.ok(next === null || next >= UNTIL);
    });
  }

  test('is asked for what comes after an instant, not at it', () => {
    const cron = parseCron('0 2 ? * SUN *');
    const sunday = Date.UTC(2028, 0, 2, 2);
    assert.equal(cron.after(sunday - 1), sunday);
    assert.equal(cron.after(sunday), sunday + 7 * DAY);
    assert.equal(cron.after(sunday + 1), sunday + 7 * DAY);
    assert.equal(cron.after(sunday - 7 * DAY + 999), sunday);
  });
});

describe('what is not in the dialect is refused in words', () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['', /1 of the six fields/],
    ['daily', /1 of the six fields/],
    ['0 2 ? * SUN', /5 of the six fields.*the sixth is the year/],
    ['0 2 ? * SUN * *', /7 of the six fields/],
    ['cron(0 2 ? * SUN)', /5 of the six fields/],
    ['rate(1 day)', /of the form cron\(/],
    ['cron(0 2 ? * SUN *', /of the form cron\(/],
    ['CRON(0 2 ? * SUN *)', /of the form cron\(/],
    ['0 2 * * * *', /exactly one of day-of-month and day-of-week must be \?/],
    ['0 2 1 * SUN *', /exactly one/],
    ['0 2 ? * ? *', /exactly one/],
    ['? 2 ? * SUN *', /\? is not possible in minutes/],
    ['60 2 ? * SUN *', /60 is not possible in minutes, which goes from 0 to 59/],
    ['-1 2 ? * SUN *', /minutes/],
    ['0 24 ? * SUN *', /24 is not possible in hours/],
    ['0 2 0 * ? *', /0 is not possible in day-of-month/],
    ['0 2 32 * ? *', /32 is not possible in day-of-month/],
    ['0 2 ? 13 SUN *', /13 is not possible in month.* or JAN to DEC/],
    ['0 2 ? JANUARY SUN *', /month/],
    ['0 2 ? * 0 *', /0 is not possible in day-of-week.* or SUN to SAT/],
    ['0 2 ? * 8 *', /8 is not possible in day-of-week/],
    ['0 2 ? * SUNDAY *', /day-of-week/],
    ['0 2 ? * SUN 1969', /year, which goes from 1970 to 2199/],
    ['0 2 ? * SUN 2200', /year/],
    ['0 2 ? * FRI-MON *', /goes backwards; write it as two ranges/],
    ['0 22-2 * * ? *', /goes backwards/],
    ['*/0 * * * ? *', /\*\/0 is not possible in minutes/],
    ['*/60 * * * ? *', /minutes/],
    ['0 2 ? * MON-FRI/2 *', /day-of-week/],
    ['0 2 ? * 3#6 *', /day-of-week/],
    ['0 2 ? * 3#2,5#2 *', /day-of-week/],
    ['0 2 ? * 8L *', /day-of-week/],
    ['0 2 ? * LW *', /day-of-week/],
    ['0 2 L-3 * ? *', /day-of-month/],
    ['0 2 32W * ? *', /day-of-month/],
    ['0 2 1,15W * ? *', /day-of-month/],
    ['0 2 W * ? *', /day-of-month/],
    ['L 2 * * ? *', /minutes/],
    ['0 2 ,1 * ? *', /day-of-month/],
    ['0 2 1, * ? *', /day-of-month/],
    ['0 *-5 * * ? *', /hours/],
    ['0 1-2-3 * * ? *', /hours/],
    ['0 1e1 * * ? *', /hours/],
    ['0 +1 * * ? *', /hours/],
    ['0.5 1 * * ? *', /minutes/],
    ['0 0x1 * * ? *', /hours/],
    ['@daily', /1 of the six fields/],
    [`${'1,'.repeat(120)}1 0 * * ? * *`, /7 of the six fields/],
  ];
  for (const [expression, message] of wrong) {
    test(`such as ${JSON.stringify(expression).slice(0, 40)}`, () => {
      assert.throws(
        () => parseCron(expression),
        (error) => error instanceof CronProblem && message.test(error.message),
      );
    });
  }
});
