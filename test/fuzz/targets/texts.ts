/** The small languages that operators write: queries, schedules, dates, and what the command line reads. */
import assert from 'node:assert/strict';
import { QueryFunctionError } from '../../../src/cli/aws/query/functions.ts';
import { compileQuery } from '../../../src/cli/aws/query/query.ts';
import { QuerySyntaxError } from '../../../src/cli/aws/query/tokens.ts';
import { CoercionError, coerce } from '../../../src/cli/aws/values/coerce.ts';
import { JsonError, parseJson, writeJson } from '../../../src/cli/aws/values/json.ts';
import { parseShorthand, ShorthandError } from '../../../src/cli/aws/values/shorthand.ts';
import { ServiceError } from '../../../src/contract/errors.ts';
import { createJob } from '../../../src/contract/operations/job/create-job.ts';
import { CronProblem, parseCron } from '../../../src/domain/aws-cron.ts';
import { rangesOf } from '../../../src/domain/query/candidates.ts';
import { matches } from '../../../src/domain/query/matches.ts';
import { parseQuery } from '../../../src/domain/query/parse.ts';
import { dateTimeText, parseDateTime } from '../../../src/lib/date-time-text.ts';
import { mutateText, type Random } from '../random.ts';
import { pureTarget, refusedOr } from '../target.ts';

const queries = [
  'thingName:a* AND attributes.model:"b c" OR NOT thingTypeName:d',
  'attributes.n > 3 attributes.m <= -4.5',
  '(thingGroupNames:(a OR b) AND connectivity.connected:true)',
  'attributes.v:[1 TO 5} OR attributes.v:{* TO "z"]',
  '-a b? *c',
  '*',
] as const;
const queryWords = [
  'AND ',
  ' OR ',
  'NOT ',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ' TO ',
  ':',
  '*',
  '?',
  '"',
  '\\',
  '-',
  '<=',
  '>',
];
const things = new Map([
  ['thingName', ['thing-1']],
  ['attributes.n', ['4']],
  ['attributes.v', ['a'.repeat(800)]],
  ['thingGroupNames', ['a', 'b c', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']],
]);

export const fleetQueryTarget = pureTarget(
  'fleet queries',
  120,
  (random) => mutateText(random, random.pick(queries), queryWords, 1_200),
  (text) => {
    const isRefusal = (error: unknown) => error instanceof ServiceError && error.name === 'InvalidQueryException';
    const query = refusedOr(isRefusal, () => parseQuery(text, { maximumTerms: 12 }));
    if (query === undefined) return;
    assert.equal(matches({ kind: 'not', query }, things), !matches(query, things));
    rangesOf(query);
  },
);

const crons = [
  'cron(0 2 ? * SUN *)',
  'cron(0/15 8-17 ? JAN-MAR MON-FRI 2026-2030)',
  '5,10 0 L * ? *',
  'cron(0 0 15W 2 ? *)',
  'cron(0 0 ? 2 6L *)',
  'cron(0 0 ? * 3#5 2199)',
  'cron(0 0 31 2 ? *)',
] as const;
const cronWords = ['*', '?', 'L', 'W', '#', '/', '-', ',', 'SUN', 'FEB', '29', '31', '2199', '1970', ' ', 'cron('];
const instants = [
  0,
  Date.UTC(2026, 1, 28, 23, 59, 59, 999),
  Date.UTC(2199, 11, 31, 23, 59),
  Date.UTC(2400, 0),
] as const;

export const cronTarget = pureTarget(
  'cron expressions',
  60,
  (random) => ({ text: mutateText(random, random.pick(crons), cronWords, 256), instant: random.pick(instants) }),
  ({ text, instant }) => {
    const occurrences = refusedOr(
      (error) => error instanceof CronProblem,
      () => parseCron(text),
    );
    if (occurrences === undefined) return;
    const next = occurrences.after(instant);
    assert.ok(next === null || (next > instant && next % 60_000 === 0), `${next} does not follow ${instant}`);
  },
);

const dates = [
  '2026-01-15T12:00:00Z',
  '2026-02-28 23:59',
  '2024-02-29T00:00:00.123456789+14:00',
  '0001-01-01T00:00Z',
] as const;
const dateWords = ['-', ':', 'T', 'Z', '+', '.', '24', '60', '29', '13', '0000', '9999'];

export const dateTimeTarget = pureTarget(
  'dates and times',
  60,
  (random) => mutateText(random, random.pick(dates), dateWords, 64),
  (text) => {
    const instant = parseDateTime(text);
    if (instant === undefined || instant < 0 || instant >= Date.UTC(10_000, 0)) return;
    assert.equal(parseDateTime(dateTimeText(instant)), Math.floor(instant / 1000) * 1000);
  },
);

const shorthands = [
  'Key=a,Value=b',
  'rateIncreaseCriteria={numberOfNotifiedThings=1},baseRatePerMinute=50,incrementFactor=1.5',
  'criteriaList=[{failureType=FAILED,action=CANCEL,thresholdPercentage=10,minNumberOfExecutedThings=1}]',
  "a='it\\'s',b=\"c\\\\\",d=e\\,f",
  'a@=file://x,b=[1,2,3]',
] as const;
const shorthandWords = ['=', ',', '[', ']', '{', '}', "'", '"', '\\', "\\'", '\\\\', '@=', 'a=b,', ' '];

export const shorthandTarget = pureTarget(
  'shorthand of the command line',
  60,
  (random) => mutateText(random, random.pick(shorthands), shorthandWords, 8_192),
  (text) => {
    const isRefusal = (error: unknown) => error instanceof ShorthandError || error instanceof CoercionError;
    refusedOr(isRefusal, () => {
      const value = parseShorthand(text, () => 'content');
      for (const { shape } of Object.values(createJob.input)) coerce(shape, value);
    });
  },
);

function json(random: Random, depth: number): unknown {
  const kind = random.below(depth === 0 ? 5 : 7);
  if (kind === 5) return random.times(4, () => json(random, depth - 1));
  if (kind === 6)
    return Object.fromEntries(
      random.times(4, () => [random.pick(['a', 'b', '__proto__', '']), json(random, depth - 1)]),
    );
  return random.pick([null, true, random.below(1e9) / 7, 'text "\\ é\u2028', -0, 1e300]);
}

const jsonWords = ['{', '}', '[', ']', ',', ':', '"', '\\u', '\\', '1e5', '-0', '0x1', 'NaN', '[[[[', '"a":'];

export const jsonTarget = pureTarget(
  'JSON of the command line',
  60,
  (random) => {
    const text = JSON.stringify(json(random, 4));
    return random.oneIn(3) ? text : mutateText(random, text, jsonWords, 8_192);
  },
  (text) => {
    const read = refusedOr(
      (error) => error instanceof JsonError,
      () => ({ value: parseJson(text) }),
    );
    const platform = refusedOr(
      (error) => error instanceof SyntaxError,
      () => ({ value: JSON.parse(text) as unknown }),
    );
    assert.equal(read === undefined && depthOf(text) < 400, platform === undefined && depthOf(text) < 400);
    if (read !== undefined) assert.deepEqual(JSON.parse(writeJson(read.value)), platform?.value);
  },
);

/** An upper bound: how many brackets open. */
function depthOf(text: string): number {
  return text.match(/[[{]/g)?.length ?? 0;
}

const expressions = [
  'jobs[?status==`IN_PROGRESS`].jobId | [0]',
  'jobs[*].{id: jobId, n: length(jobId)}',
  'sort_by(jobs, &createdAt)[-1].jobId',
  'max_by(jobs, &createdAt).jobId || `"none"`',
  "join(',', jobs[].jobId)",
  'jobs[::-2] && !jobs[0].missing',
] as const;
const expressionWords = [
  '[',
  ']',
  '[?',
  '*',
  '.',
  '|',
  '||',
  '&&',
  '!',
  '&',
  '`',
  '"',
  "'",
  '@',
  '(',
  ')',
  '{',
  '}',
  ':',
];
const answer = {
  jobs: [
    { jobId: 'a', status: 'IN_PROGRESS', createdAt: 1 },
    { jobId: 'b', status: 'CANCELED', createdAt: 2 },
  ],
};

export const expressionTarget = pureTarget(
  '--query of the command line',
  60,
  (random) => mutateText(random, random.pick(expressions), expressionWords, 2_048),
  (text) => {
    const isRefusal = (error: unknown) => error instanceof QuerySyntaxError || error instanceof QueryFunctionError;
    refusedOr(isRefusal, () => compileQuery(text)(answer));
  },
);
