import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { durationText, limitText, Pace, progressOf, total } from '../../../src/cli/jobs/progress.ts';
import { viewLines } from '../../../src/cli/jobs/watch.ts';
import { painter } from '../../../src/cli/terminal/color.ts';
import { displayWidth } from '../../../src/cli/terminal/width.ts';

function jobWith(succeeded: number, queued: number) {
  return {
    jobId: 'j',
    status: 'IN_PROGRESS',
    targetSelection: 'SNAPSHOT',
    jobExecutionsRolloutConfig: { maximumPerMinute: 100 },
    jobProcessDetails: {
      numberOfSucceededThings: succeeded,
      numberOfTimedOutThings: 1,
      numberOfRejectedThings: 1,
      numberOfQueuedThings: queued,
      numberOfRemovedThings: 1,
    },
  } as const;
}

describe('the progress of a job', () => {
  test('counts time-outs and rejections among the failures', () => {
    const progress = progressOf(jobWith(10, 7));
    assert.deepEqual([progress.failed, progress.canceled, total(progress)], [2, 1, 20]);
  });

  test('tells the limit of the rollout, also one that grows', () => {
    const limitOf = (jobExecutionsRolloutConfig: object) => limitText(progressOf({ jobExecutionsRolloutConfig }));
    const exponentialRate = { baseRatePerMinute: 50, incrementFactor: 2, rateIncreaseCriteria: {} };
    assert.equal(limitOf({ maximumPerMinute: 100 }), 'rollout limit 100/min');
    assert.equal(limitOf({ exponentialRate }), 'rollout limit from 50/min up');
    assert.equal(limitOf({ exponentialRate, maximumPerMinute: 1_000 }), 'rollout limit from 50/min up to 1000/min');
    assert.equal(limitOf({}), undefined);
  });

  test('has a pace over the last minute and a time to go', () => {
    const pace = new Pace();
    pace.add(progressOf(jobWith(0, 100)), 0);
    assert.equal(pace.perMinute, undefined);
    pace.add(progressOf(jobWith(10, 90)), 30_000);
    assert.equal(pace.perMinute, 20);
    assert.equal(pace.timeToGoMs(progressOf(jobWith(10, 90))), 270_000);
    for (let second = 31; second <= 300; second += 1) pace.add(progressOf(jobWith(10, 90)), second * 1_000);
    assert.equal(pace.perMinute, 0);
    assert.equal(pace.timeToGoMs(progressOf(jobWith(10, 90))), undefined);
  });

  test('fits into the columns that there are', () => {
    const job = jobWith(10, 7);
    const failures = [
      { thingName: '長い名前'.repeat(20), executionNumber: 1, status: 'FAILED', reason: 'x'.repeat(300), at: 0 },
    ];
    for (const width of [60, 79, 100]) {
      const view = { job, progress: progressOf(job), pace: new Pace(), failures };
      for (const line of viewLines('job'.repeat(21), view, width, painter(true, {}))) {
        assert.ok(displayWidth(line) <= width, `${displayWidth(line)} > ${width}: ${line}`);
      }
    }
  });

  test('tells durations as people do', () => {
    const texts = [12_000, 200_000, 7_500_000, 90_000_000].map(durationText);
    assert.deepEqual(texts, ['12s', '3m 20s', '2h 5m', '1d 1h']);
  });
});
