/**
 * What CreateJob takes and refuses as a schedule (docs/service/jobs.md#maintenance-windows,
 * docs/service/limits.md#times-of-a-schedule), and how a scheduled job is shown.
 */
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { dateTimeText } from '../../../src/lib/date-time-text.ts';
import { TEST_START } from '../../support/context.ts';
import { testEngine } from '../../support/engine.ts';
import { call, createGroup, createThings, groups, things } from '../../support/jobs.ts';
import { refusal } from '../../support/refusal.ts';

type Input = Parameters<typeof call.CreateJob>[1];
type Config = NonNullable<Input['schedulingConfig']>;

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;

const engine = await testEngine();
await createThings(engine, 'a');
await createGroup(engine, 'fleet', 'a');
let jobId: string;
let count = 0;

beforeEach(() => {
  count += 1;
  jobId = `job-${count}`;
});

/** The text of an instant so far from now. */
const inTime = (milliseconds: number) => new Date(TEST_START + milliseconds).toISOString();
const create = (schedulingConfig: Config, further: Partial<Input> = {}) =>
  call.CreateJob(engine, {
    jobId,
    targets: groups('fleet'),
    document: '{}',
    targetSelection: 'CONTINUOUS',
    schedulingConfig,
    ...further,
  });
const job = async () => {
  const described = (await call.DescribeJob(engine, { jobId })).job;
  assert.ok(described !== undefined);
  return described;
};
const window = (startTime: string, durationInMinutes = 60) => ({
  maintenanceWindows: [{ startTime, durationInMinutes }],
});
const sundays = window('cron(0 2 ? * SUN *)');

describe('CreateJob refuses', () => {
  const refused: readonly (readonly [string, Config, RegExp, Partial<Input>?])[] = [
    [
      'a start in the past',
      { startTime: inTime(-MINUTE) },
      /startTime must be at least 30 minutes and at most one year/,
    ],
    ['a start now', { startTime: inTime(0) }, /startTime must be/],
    ['a start in less than 30 minutes', { startTime: inTime(30 * MINUTE - 1) }, /startTime must be/],
    ['a start in more than a year', { startTime: inTime(YEAR + 1) }, /startTime must be/],
    ['a start that is no time', { startTime: 'tomorrow' }, /startTime: tomorrow is not a date and time/],
    ['a start without a time of day', { startTime: '2026-06-01' }, /not a date and time/],
    ['a start on a day that is not', { startTime: '2026-02-29 12:00' }, /not a date and time/],
    ['a start in epoch seconds', { startTime: '1780000000' }, /not a date and time/],
    ['an end in the past', { endTime: inTime(-1) }, /endTime must be at least 30 minutes and at most 2 years/],
    ['an end in less than 30 minutes', { endTime: inTime(30 * MINUTE - 1) }, /endTime must be/],
    ['an end in more than two years', { endTime: inTime(2 * YEAR + 1) }, /endTime must be/],
    ['an end that is no time', { endTime: 'never' }, /endTime: never is not/],
    [
      'an end before the start',
      { startTime: inTime(120 * MINUTE), endTime: inTime(60 * MINUTE) },
      /endTime must be at least 30 minutes.*after startTime/,
    ],
    ['an end at the start', { startTime: inTime(60 * MINUTE), endTime: inTime(60 * MINUTE) }, /after startTime/],
    [
      'less than 30 minutes between start and end',
      { startTime: inTime(60 * MINUTE), endTime: inTime(90 * MINUTE - 1) },
      /after startTime/,
    ],
    ['windows of a snapshot job', sundays, /targetSelection is CONTINUOUS/, { targetSelection: 'SNAPSHOT' }],
    ['windows of a job that says no selection', sundays, /CONTINUOUS/, { targetSelection: undefined }],
    [
      'two windows',
      { maintenanceWindows: [...sundays.maintenanceWindows, ...sundays.maintenanceWindows] },
      /at most 1 maintenance window/,
    ],
    ['a window of five fields', window('0 2 * * *'), /5 of the six fields.*for example cron\(0 2 \? \* SUN \*\)/],
    ['a window without a ?', window('0 2 * * * *'), /exactly one of day-of-month and day-of-week/],
    ['a window at a rate', window('rate(1 day)'), /of the form cron\(/],
    ['a window in the 25th hour', window('0 24 * * ? *'), /24 is not possible in hours/],
    ['a window in the past', window('0 2 * * ? 2025'), /no moment from now on/],
    ['a window that never comes', window('0 2 30 2 ? *'), /no moment from now on/],
  ];
  for (const [what, config, message, further = {}] of refused) {
    test(what, async () => {
      await assert.rejects(create(config, further), refusal('InvalidRequestException', message));
      await assert.rejects(job(), { name: 'ResourceNotFoundException' });
    });
  }
});

describe('CreateJob takes', () => {
  const taken: readonly (readonly [string, Config, 'SCHEDULED' | 'IN_PROGRESS'])[] = [
    ['a start in 30 minutes', { startTime: inTime(30 * MINUTE) }, 'SCHEDULED'],
    ['a start in a year', { startTime: inTime(YEAR) }, 'SCHEDULED'],
    ['a start without a zone', { startTime: '2026-01-01 00:30' }, 'SCHEDULED'],
    ['a start in another zone', { startTime: '2026-01-01T02:30+02:00' }, 'SCHEDULED'],
    ['only an end in 30 minutes', { endTime: inTime(30 * MINUTE) }, 'IN_PROGRESS'],
    ['only an end in two years', { endTime: inTime(2 * YEAR) }, 'IN_PROGRESS'],
    ['30 minutes between start and end', { startTime: inTime(YEAR), endTime: inTime(YEAR + 30 * MINUTE) }, 'SCHEDULED'],
    ['an end behaviour', { endTime: inTime(YEAR), endBehavior: 'FORCE_CANCEL' }, 'IN_PROGRESS'],
    ['an end behaviour without an end', { endBehavior: 'CANCEL' }, 'IN_PROGRESS'],
    ['a window', sundays, 'SCHEDULED'],
    ['no windows', { maintenanceWindows: [] }, 'IN_PROGRESS'],
    ['nothing', {}, 'IN_PROGRESS'],
  ];
  for (const [what, config, status] of taken) {
    test(`${what}, and shows it as it was sent`, async () => {
      await create(config);
      const shown = await job();
      assert.deepEqual(shown.schedulingConfig, config);
      assert.equal(shown.status, status);
      assert.equal(shown.isConcurrent, status === 'IN_PROGRESS');
      assert.equal(shown.scheduledJobRollouts === undefined, config !== sundays);
    });
  }

  test('a schedule for a snapshot job', async () => {
    const schedulingConfig = { startTime: inTime(YEAR), maintenanceWindows: [] };
    await call.CreateJob(engine, { jobId, targets: things('a'), document: '{}', schedulingConfig });
    assert.equal((await job()).status, 'SCHEDULED');
  });
});

test('a template gives its windows to the job that has none', async () => {
  const template = { jobTemplateId: 'nightly', description: 'text', document: '{}', ...sundays };
  const { jobTemplateArn } = await call.CreateJobTemplate(engine, template);
  const input = { jobId, targets: groups('fleet'), ...(jobTemplateArn === undefined ? {} : { jobTemplateArn }) };
  await assert.rejects(call.CreateJob(engine, input), refusal('InvalidRequestException', /CONTINUOUS/));
  await call.CreateJob(engine, { ...input, targetSelection: 'CONTINUOUS' });
  const { schedulingConfig, status } = await job();
  assert.deepEqual([schedulingConfig, status], [sundays, 'SCHEDULED']);
});

test('DescribeJob tells when the next seven windows open', async () => {
  await create(sundays);
  const week = 7 * 24 * 60 * MINUTE;
  const first = Date.UTC(2026, 0, 4, 2);
  assert.deepEqual(
    (await job()).scheduledJobRollouts,
    Array.from({ length: 7 }, (_, index) => ({ startTime: dateTimeText(first + index * week) })),
  );
  assert.equal((await job()).scheduledJobRollouts?.[0]?.startTime, '2026-01-04T02:00:00Z');
  await call.CancelJob(engine, { jobId });
  assert.equal((await job()).scheduledJobRollouts, undefined, 'a cancelled job has none to come');
});

test('SCHEDULED jobs are listed by their status, also in the list of a group', async () => {
  await create(sundays);
  for (const filter of [{}, { thingGroupName: 'fleet' }]) {
    const { jobs = [] } = await call.ListJobs(engine, { status: 'SCHEDULED', maxResults: 250, ...filter });
    assert.ok(jobs.some((summary) => summary.jobId === jobId));
    assert.ok(jobs.every(({ status }) => status === 'SCHEDULED'));
  }
});

test('a SCHEDULED job can be updated and cancelled, but gets no more targets and needs force to be deleted', async () => {
  await create(sundays);
  await call.UpdateJob(engine, { jobId, description: 'new', jobExecutionsRolloutConfig: { maximumPerMinute: 5 } });
  assert.deepEqual([(await job()).description, (await job()).status], ['new', 'SCHEDULED']);
  const associate = call.AssociateTargetsWithJob(engine, { jobId, targets: things('a') });
  await assert.rejects(associate, refusal('InvalidRequestException', /SCHEDULED/));
  await assert.rejects(call.DeleteJob(engine, { jobId }), refusal('InvalidStateTransitionException', /SCHEDULED/));
  await call.CancelJob(engine, { jobId });
  await engine.settle();
  assert.equal((await job()).status, 'CANCELED');
  jobId = `${jobId}-b`;
  await create(sundays);
  await call.DeleteJob(engine, { jobId, force: true });
  assert.equal((await job()).status, 'DELETION_IN_PROGRESS');
  await engine.settle();
  await assert.rejects(job(), { name: 'ResourceNotFoundException' });
});

test('a SCHEDULED job is not one of the active jobs', async () => {
  const few = await testEngine({ quotas: { activeContinuousJobs: 1 } });
  await createThings(few, 'a');
  const input = (id: string, schedulingConfig?: Config): Input => ({
    jobId: id,
    targets: things('a'),
    document: '{}',
    targetSelection: 'CONTINUOUS',
    ...(schedulingConfig === undefined ? {} : { schedulingConfig }),
  });
  await call.CreateJob(few, input('scheduled', sundays));
  await call.CreateJob(few, input('active'));
  await call.CreateJob(few, input('scheduled-too', sundays));
  await assert.rejects(call.CreateJob(few, input('one-more')), refusal('LimitExceededException'));
});
