import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  approximateSecondsBeforeTimedOut,
  end,
  type JobExecution,
  report,
  withStepTimer,
} from '../../../src/domain/job-execution/job-execution.ts';
import { queuedExecution } from '../../support/job-execution.ts';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 0, 1, 12);
const at = (minutes: number) => NOON + minutes * MINUTE;

const queued = queuedExecution('a', 1, at(-10));

type Said = Parameters<typeof report>[1];

/** The execution after a report that must be accepted. */
function after(execution: JobExecution, said: Said, timeoutMinutes: number | null, now: number): JobExecution {
  const reported = report(execution, said, timeoutMinutes, now);
  assert.ok(reported !== 'refused');
  return reported;
}

describe('the timers of an execution', () => {
  test('run as in the worked example: 20 minutes from 12:00, steps of 7, 5 and 9 minutes', () => {
    let execution = after(queued, { status: 'IN_PROGRESS' }, 20, at(0));
    assert.equal(execution.timeoutAt, at(20));
    for (const [now, stepTimeoutInMinutes, deadline] of [
      [5, 7, 12],
      [10, 5, 15],
      [13, 9, 20],
    ] as const) {
      execution = after(execution, { status: 'IN_PROGRESS', stepTimeoutInMinutes }, 20, at(now));
      assert.equal(execution.timeoutAt, at(deadline), `a step of ${stepTimeoutInMinutes} minutes at 12:${now}`);
      assert.equal(execution.inProgressTimeoutAt, at(20));
    }
  });

  test('a step timer runs without an in-progress timer, and -1 stops it', () => {
    const started = after(queued, { status: 'IN_PROGRESS', stepTimeoutInMinutes: 3 }, null, at(0));
    assert.equal(started.timeoutAt, at(3));
    assert.equal(after(started, { status: 'IN_PROGRESS', stepTimeoutInMinutes: -1 }, null, at(1)).timeoutAt, null);
  });

  test('-1 leaves the in-progress timer running', () => {
    const started = after(queued, { status: 'IN_PROGRESS', stepTimeoutInMinutes: 3 }, 20, at(0));
    const stopped = after(started, { status: 'IN_PROGRESS', stepTimeoutInMinutes: -1 }, 20, at(1));
    assert.equal(stopped.timeoutAt, at(20));
  });

  test('progress without a step leaves both as they are, also when the job changed its timeout meanwhile', () => {
    const started = after(queued, { status: 'IN_PROGRESS', stepTimeoutInMinutes: 3 }, 20, at(0));
    const progressed = after(started, { status: 'IN_PROGRESS' }, 1, at(2));
    assert.equal(progressed.timeoutAt, at(3));
    assert.equal(progressed.inProgressTimeoutAt, at(20));
  });

  test('stop with a terminal report', () => {
    const started = after(queued, { status: 'IN_PROGRESS', stepTimeoutInMinutes: 3 }, 20, at(0));
    for (const status of ['SUCCEEDED', 'FAILED', 'REJECTED'] as const) {
      const ended = after(started, { status, stepTimeoutInMinutes: 5 }, 20, at(1));
      assert.equal(ended.timeoutAt, null);
      assert.equal(ended.inProgressTimeoutAt, null);
      assert.equal(approximateSecondsBeforeTimedOut(ended, at(1)), undefined);
    }
  });

  test('show whole seconds that are left, never fewer than none, and nothing while none runs', () => {
    const started = after(queued, { status: 'IN_PROGRESS' }, 1, at(0));
    for (const [elapsed, seconds] of [
      [0, 60],
      [1, 59],
      [59_000, 1],
      [59_001, 0],
      [60_000, 0],
      [75_000, 0],
    ] as const) {
      assert.equal(approximateSecondsBeforeTimedOut(started, at(0) + elapsed), seconds);
    }
    assert.equal(approximateSecondsBeforeTimedOut(queued, at(0)), undefined);
    const untimed = after(queued, { status: 'IN_PROGRESS' }, null, at(0));
    assert.equal(approximateSecondsBeforeTimedOut(untimed, at(0)), undefined);
  });

  test('a step timer is set without touching anything else', () => {
    const started = after(queued, { status: 'IN_PROGRESS' }, 20, at(0));
    assert.deepEqual(withStepTimer(started, 2, at(1)), { ...started, timeoutAt: at(3) });
    assert.equal(withStepTimer(started, undefined, at(1)), started);
  });
});

describe('a report of a device', () => {
  test('sets startedAt with the first IN_PROGRESS only, and the version goes up each time', () => {
    const started = after(queued, { status: 'IN_PROGRESS' }, null, at(0));
    assert.equal(started.startedAt, at(0));
    const progressed = after(started, { status: 'IN_PROGRESS' }, null, at(1));
    const succeeded = after(progressed, { status: 'SUCCEEDED' }, null, at(2));
    assert.deepEqual(
      [started, progressed, succeeded].map(({ startedAt, versionNumber, lastUpdatedAt }) => [
        startedAt,
        versionNumber,
        lastUpdatedAt,
      ]),
      [
        [at(0), 2, at(0)],
        [at(0), 3, at(1)],
        [at(0), 4, at(2)],
      ],
    );
  });

  test('that ends an execution which never began leaves startedAt unset', () => {
    for (const status of ['SUCCEEDED', 'FAILED', 'REJECTED'] as const) {
      assert.equal(after(queued, { status }, 20, at(0)).startedAt, null);
    }
  });

  test('replaces the details as a whole, leaves them when it brings none, and empties them with an empty map', () => {
    const first = after(queued, { status: 'IN_PROGRESS', statusDetails: { step: '1', of: '3' } }, null, at(0));
    const kept = after(first, { status: 'IN_PROGRESS' }, null, at(1));
    const replaced = after(kept, { status: 'IN_PROGRESS', statusDetails: { step: '2' } }, null, at(2));
    const emptied = after(replaced, { status: 'IN_PROGRESS', statusDetails: {} }, null, at(3));
    assert.deepEqual(kept.statusDetails, { step: '1', of: '3' });
    assert.deepEqual(replaced.statusDetails, { step: '2' });
    assert.equal(emptied.statusDetails, null);
  });

  test('is refused once the execution has ended', () => {
    const ended = after(queued, { status: 'SUCCEEDED' }, null, at(0));
    for (const status of ['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'REJECTED'] as const) {
      assert.equal(report(ended, { status }, null, at(1)), 'refused');
    }
  });
});

describe('an end that comes from the service or an operator', () => {
  test('raises the version, stops the timers and remembers force', () => {
    const started = after(queued, { status: 'IN_PROGRESS', statusDetails: { step: '1' } }, 20, at(0));
    for (const [event, status, forceCanceled] of [
      ['timer runs out', 'TIMED_OUT', false],
      ['cancel with force', 'CANCELED', true],
      ['remove', 'REMOVED', false],
    ] as const) {
      assert.deepEqual(end(started, event, at(5)), {
        ...started,
        status,
        forceCanceled,
        versionNumber: 3,
        lastUpdatedAt: at(5),
        inProgressTimeoutAt: null,
        timeoutAt: null,
      });
    }
    assert.equal(end(started, 'cancel', at(5)), 'refused');
    assert.equal(end(queued, 'timer runs out', at(5)), 'refused');
  });

  test('replaces the details where it brings some', () => {
    const canceled = end(queued, 'cancel', at(1), { why: 'recalled' });
    assert.ok(canceled !== 'refused');
    assert.deepEqual(canceled.statusDetails, { why: 'recalled' });
  });
});
