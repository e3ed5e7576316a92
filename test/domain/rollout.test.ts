import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { paceAt, type Release, ratePerMinute, withRelease } from '../../src/domain/rollout.ts';

const none = { notified: 0, succeeded: 0 };

test('the account quota is both the default rate and its ceiling', () => {
  assert.equal(ratePerMinute(null, none, 1000), 1000);
  assert.equal(ratePerMinute({ maximumPerMinute: 50 }, none, 1000), 50);
  assert.equal(ratePerMinute({ maximumPerMinute: 5000 }, none, 1000), 1000);
  assert.equal(ratePerMinute({}, none, null), null);
  assert.equal(ratePerMinute({ maximumPerMinute: 5000 }, none, null), 5000);
});

test('an exponential rate grows by its factor each time a criterion is met once more, up to the maximum', () => {
  const exponentialRate = {
    baseRatePerMinute: 50,
    incrementFactor: 2,
    rateIncreaseCriteria: { numberOfNotifiedThings: 1000 },
  };
  const at = (notified: number) => ratePerMinute({ exponentialRate }, { notified, succeeded: 0 }, 1000);
  assert.deepEqual([0, 999, 1000, 2000, 3000, 50_000].map(at), [50, 50, 100, 200, 400, 1000]);
  assert.equal(ratePerMinute({ exponentialRate, maximumPerMinute: 80 }, { notified: 1000, succeeded: 0 }, 1000), 80);
});

test('of two criteria the one that was met more often counts, and the rate is never below one', () => {
  const rateIncreaseCriteria = { numberOfNotifiedThings: 1000, numberOfSucceededThings: 10 };
  const rate = (baseRatePerMinute: number, succeeded: number) =>
    ratePerMinute(
      { exponentialRate: { baseRatePerMinute, incrementFactor: 1.5, rateIncreaseCriteria } },
      { notified: 500, succeeded },
      null,
    );
  assert.deepEqual([rate(50, 0), rate(50, 10), rate(50, 29), rate(1, 10)], [50, 75, 113, 2]);
});

test('the first executions are released at once', () => {
  assert.deepEqual(paceAt(1000, [], 0), { allowed: 17, nextAt: 1_000 });
  assert.deepEqual(paceAt(1, [], 0), { allowed: 1, nextAt: 60_000 });
});

test('shares may be made larger, but never larger than the rate', () => {
  assert.deepEqual(paceAt(1000, [], 0, 100), { allowed: 100, nextAt: 5_941 });
  assert.deepEqual(paceAt(50, [], 0, 100), { allowed: 50, nextAt: 58_801 });
});

test('no minute ever sees more than the rate, however irregularly the rollout is looked at', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 }),
      (rate, waits) => {
        let now = 1_000_000;
        let recent: Release[] = [];
        const all: Release[] = [];
        for (const wait of waits) {
          now += wait;
          const { allowed } = paceAt(rate, recent, now);
          recent = withRelease(recent, now, allowed);
          if (allowed > 0) all.push([now, allowed]);
        }
        for (const [end] of all) {
          const inMinute = all.filter(([time]) => time > end - 60_000 && time <= end);
          const sum = inMinute.reduce((total, [, count]) => total + count, 0);
          assert.ok(sum <= rate, `${sum} released in one minute at a rate of ${rate}`);
        }
      },
    ),
  );
});

test('a rollout that is looked at when it asks to be keeps up with its rate', () => {
  for (const rate of [1, 7, 50, 999, 1000]) {
    let now = 0;
    let recent: Release[] = [];
    let released = 0;
    while (now < 600_000) {
      const { allowed, nextAt } = paceAt(rate, recent, now);
      recent = withRelease(recent, now, allowed);
      released += allowed;
      assert.ok(nextAt > now);
      now = nextAt;
    }
    assert.ok(released >= rate * 9 && released <= rate * 10, `${released} in ten minutes at ${rate} a minute`);
  }
});
