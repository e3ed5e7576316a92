/** Rollout, abort, time-out and retry configurations that are refused, and those that are just allowed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InputOf } from '../../../src/contract/operation.ts';
import type { createJob } from '../../../src/contract/operations/job/create-job.ts';
import { testContext } from '../../support/context.ts';
import { call, createThings, things } from '../../support/jobs.ts';

type Configurations = Partial<InputOf<typeof createJob>>;

const context = await testContext();
const thing = createThings(context, 'a');

const exponential = (rate: object): Configurations => ({
  jobExecutionsRolloutConfig: {
    exponentialRate: {
      baseRatePerMinute: 10,
      incrementFactor: 2,
      rateIncreaseCriteria: { numberOfNotifiedThings: 1 },
      ...rate,
    },
  },
});
const abort = (...thresholds: number[]): Configurations => ({
  abortConfig: {
    criteriaList: thresholds.map((thresholdPercentage) => ({
      failureType: 'FAILED',
      action: 'CANCEL',
      thresholdPercentage,
      minNumberOfExecutedThings: 1,
    })),
  },
});
const retry = (...criteria: ['FAILED' | 'TIMED_OUT' | 'ALL', number][]): Configurations => ({
  jobExecutionsRetryConfig: {
    criteriaList: criteria.map(([failureType, numberOfRetries]) => ({ failureType, numberOfRetries })),
  },
});
const timeout = (inProgressTimeoutInMinutes: number): Configurations => ({
  timeoutConfig: { inProgressTimeoutInMinutes },
});
const rate = (maximumPerMinute: number): Configurations => ({ jobExecutionsRolloutConfig: { maximumPerMinute } });

const refused: Readonly<Record<string, readonly [Configurations, RegExp]>> = {
  'a factor with two decimals': [exponential({ incrementFactor: 1.55 }), /incrementFactor can have one decimal/],
  'no criterion for a higher rate': [exponential({ rateIncreaseCriteria: {} }), /numberOfNotifiedThings or/],
  'a rate above the quota': [rate(1001), /at most 1000/],
  'a threshold with three decimals': [abort(10.999), /two decimals/],
  'a threshold of nothing': [abort(0), /greater than 0/],
  'a negative threshold': [abort(-1), /greater than 0/],
  'five abort criteria': [abort(1, 2, 3, 4, 5), /at most 4 criteria/],
  'a time-out of 0 minutes': [timeout(0), /from 1 to 10080/],
  'a time-out of more than seven days': [timeout(10_081), /from 1 to 10080/],
  'more than ten retries in all': [retry(['FAILED', 6], ['TIMED_OUT', 5]), /at most 10 retries/],
  'a failure type twice': [retry(['FAILED', 1], ['FAILED', 2]), /twice/],
  'ALL with another failure type': [retry(['ALL', 1], ['FAILED', 1]), /ALL stands alone/],
};

for (const [what, [configurations, reason]] of Object.entries(refused)) {
  test(`${what} is refused, by CreateJob and by UpdateJob`, async () => {
    await thing;
    const job = { jobId: `refused-${what.replace(/\W/g, '-')}`, targets: things('a'), document: '{}' };
    const expected = { name: 'InvalidRequestException', message: reason };
    await assert.rejects(call.CreateJob(context, { ...job, ...configurations }), expected);
    await call.CreateJob(context, job);
    await assert.rejects(call.UpdateJob(context, { jobId: job.jobId, ...configurations }), expected);
  });
}

const allowed: Readonly<Record<string, Configurations>> = {
  'a factor with one decimal': exponential({ incrementFactor: 1.1 }),
  'both criteria for a higher rate': exponential({
    rateIncreaseCriteria: { numberOfNotifiedThings: 5, numberOfSucceededThings: 5 },
  }),
  'the rate of the quota': rate(1000),
  'a threshold with two decimals': abort(10.99),
  'a threshold of everything': abort(100),
  'a time-out of a minute': timeout(1),
  'a time-out of seven days': timeout(10_080),
  'ten retries in all': retry(['FAILED', 5], ['TIMED_OUT', 5]),
  'no retries': retry(['ALL', 0]),
  'empty configurations': { jobExecutionsRolloutConfig: {}, timeoutConfig: {}, presignedUrlConfig: {} },
};

for (const [what, configurations] of Object.entries(allowed)) {
  test(`${what} is allowed, and shown as it was given`, async () => {
    await thing;
    const jobId = `allowed-${what.replace(/\W/g, '-')}`;
    await call.CreateJob(context, { jobId, targets: things('a'), document: '{}', ...configurations });
    const { job } = await call.DescribeJob(context, { jobId });
    for (const [name, value] of Object.entries(configurations)) {
      assert.deepEqual(job?.[name as 'abortConfig'], value);
    }
  });
}

test('retries can be taken away by an update, and not be added or changed', async () => {
  await thing;
  await call.CreateJob(context, { jobId: 'retried', targets: things('a'), document: '{}', ...retry(['FAILED', 3]) });
  await assert.rejects(call.UpdateJob(context, { jobId: 'retried', ...retry(['FAILED', 2]) }), /only be taken away/);
  await call.UpdateJob(context, { jobId: 'retried', ...retry(['FAILED', 0]) });
});
