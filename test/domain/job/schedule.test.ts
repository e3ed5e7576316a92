import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Job } from '../../../src/domain/job/job.ts';
import {
  decideSchedule,
  hidesQueued,
  type Schedule,
  type ScheduleStep,
  type Situation,
  scheduledBeginning,
  scheduleOf,
  situationAt,
  upcomingWindows,
} from '../../../src/domain/job/schedule.ts';
import type { JobStatus, SchedulePhase } from '../../../src/domain/job/status.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Thursday. */
const NOW = Date.UTC(2026, 0, 1);

type Config = NonNullable<Job['schedulingConfig']>;

function schedule(config: Config): Schedule {
  const read = scheduleOf(config);
  assert.ok(read !== null);
  return read;
}

const daily = { maintenanceWindows: [{ startTime: '0 2 * * ? *', durationInMinutes: 60 }] };

describe('the situation', () => {
  const rows: readonly (readonly [string, Config, number, Situation, number | null])[] = [
    ['before the start', { startTime: '2026-01-02T00:00Z' }, NOW, 'closed', NOW + DAY],
    ['at the start', { startTime: '2026-01-01T00:00Z' }, NOW, 'open', null],
    ['after the start', { startTime: '2025-12-01T00:00Z', endTime: '2026-01-05 00:00' }, NOW, 'open', NOW + 4 * DAY],
    ['just before the end', { endTime: '2026-01-01T00:00:00.001Z' }, NOW, 'open', NOW + 1],
    ['at the end', { endTime: '2026-01-01T00:00Z' }, NOW, 'over', null],
    ['after the end, whatever the window', { endTime: '2026-01-01T00:00Z', ...daily }, NOW + 2 * HOUR, 'over', null],
    ['before a window', daily, NOW, 'closed', NOW + 2 * HOUR],
    ['when a window opens', daily, NOW + 2 * HOUR, 'open', NOW + 3 * HOUR],
    ['in the last moment of a window', daily, NOW + 3 * HOUR - 1, 'open', NOW + 3 * HOUR],
    ['when a window closes', daily, NOW + 3 * HOUR, 'closed', NOW + 26 * HOUR],
    [
      'in a window that the end cuts short',
      { ...daily, endTime: '2026-01-01T02:30Z' },
      NOW + 2 * HOUR,
      'open',
      NOW + 2.5 * HOUR,
    ],
    [
      'before the end, without a window until then',
      { ...daily, endTime: '2026-01-01T01:00Z' },
      NOW,
      'closed',
      NOW + HOUR,
    ],
    [
      'in a window before the start',
      { ...daily, startTime: '2026-01-01T02:30Z' },
      NOW + 2 * HOUR,
      'closed',
      NOW + 2.5 * HOUR,
    ],
    [
      'at a start within a window',
      { ...daily, startTime: '2026-01-01T02:30Z' },
      NOW + 2.5 * HOUR,
      'open',
      NOW + 3 * HOUR,
    ],
    [
      'at a start outside of a window',
      { ...daily, startTime: '2026-01-01T01:00Z' },
      NOW + HOUR,
      'closed',
      NOW + 2 * HOUR,
    ],
    [
      'where windows overlap',
      { maintenanceWindows: [{ startTime: '0 * * * ? *', durationInMinutes: 90 }] },
      NOW + HOUR,
      'open',
      NOW + 1.5 * HOUR,
    ],
    [
      'after the last window',
      { maintenanceWindows: [{ startTime: '0 2 * * ? 2025', durationInMinutes: 60 }] },
      NOW,
      'closed',
      null,
    ],
  ];
  for (const [when, config, now, situation, until] of rows) {
    test(`${when} is ${situation}`, () => {
      assert.deepEqual(situationAt(schedule(config), now), { situation, until });
    });
  }

  test('of windows agrees with a look at every minute', () => {
    const overlapping = schedule({
      maintenanceWindows: [{ startTime: '10 3,4 ? * MON,TUE *', durationInMinutes: 100 }],
    });
    const openings = new Set<number>();
    for (let minute = 0; minute < 21 * 24 * 60; minute += 1) {
      const at = new Date(NOW + minute * 60_000);
      if ([1, 2].includes(at.getUTCDay()) && [3, 4].includes(at.getUTCHours()) && at.getUTCMinutes() === 10)
        openings.add(minute);
      const isOpen = Array.from({ length: 100 }, (_, ago) => minute - ago).some((past) => openings.has(past));
      assert.equal(situationAt(overlapping, at.getTime()).situation, isOpen ? 'open' : 'closed', at.toISOString());
    }
  });
});

describe('the decision', () => {
  const until = NOW + DAY;
  const situations: Readonly<Record<Situation, Config>> = {
    closed: { startTime: '2026-01-02T00:00Z' },
    open: { startTime: '2026-01-01T00:00Z', endTime: '2026-01-02T00:00Z' },
    over: { endTime: '2026-01-01T00:00Z' },
  };
  /** By status and phase: closed, open, over (where `end` is what the end behaviour says). */
  const table: readonly (readonly [JobStatus, SchedulePhase, string, string, string])[] = [
    ['SCHEDULED', 'WAITING', 'nothing', 'start', 'end'],
    ['SCHEDULED', 'STARTED', 'nothing', 'open', 'end'],
    ['SCHEDULED', 'ENDED', 'never', 'never', 'never'],
    ['IN_PROGRESS', 'STARTED', 'close', 'nothing', 'end'],
    ['IN_PROGRESS', 'ENDED', 'never', 'never', 'never'],
    ...(['CANCELED', 'COMPLETED', 'DELETION_IN_PROGRESS'] as const).flatMap((status) =>
      (['WAITING', 'STARTED', 'ENDED'] as const).map((phase) => [status, phase, 'never', 'never', 'never'] as const),
    ),
  ];
  const endings = { STOP_ROLLOUT: 'stop rollout', CANCEL: 'cancel', FORCE_CANCEL: 'cancel with force' } as const;
  for (const [status, schedulePhase, ...cells] of table) {
    test(`for a job that is ${status} and ${schedulePhase}`, () => {
      for (const [index, situation] of (['closed', 'open', 'over'] as const).entries()) {
        for (const [endBehavior, ending] of Object.entries(endings) as [keyof typeof endings, ScheduleStep][]) {
          const cell = cells[index];
          const step = cell === 'never' ? 'nothing' : cell === 'end' ? ending : cell;
          const dueAt = cell === 'never' || cell === 'end' ? null : until;
          const decision = decideSchedule(
            { status, schedulePhase },
            schedule({ ...situations[situation], endBehavior }),
            NOW,
          );
          assert.deepEqual(decision, { step, dueAt }, `${situation}, ${endBehavior}`);
        }
      }
    });
  }
});

test('without an end behaviour, the end time stops the rollout', () => {
  assert.equal(schedule({ endTime: '2027-01-01T00:00Z' }).endBehavior, 'STOP_ROLLOUT');
});

test('a configuration that asks for nothing is no schedule', () => {
  for (const config of [null, {}, { endBehavior: 'CANCEL' as const }, { maintenanceWindows: [] }])
    assert.equal(scheduleOf(config), null);
});

test('a job begins as its schedule says', () => {
  const beginning = (config: Config | null) => {
    const { status, work, schedulePhase, scheduleDueAt } = scheduledBeginning(scheduleOf(config), NOW);
    return [status, work, schedulePhase, scheduleDueAt];
  };
  assert.deepEqual(beginning(null), ['IN_PROGRESS', 'ROLLOUT', null, null]);
  assert.deepEqual(beginning({ endTime: '2026-01-02T00:00Z' }), ['IN_PROGRESS', 'ROLLOUT', 'STARTED', NOW + DAY]);
  assert.deepEqual(beginning({ startTime: '2026-01-02T00:00Z' }), ['SCHEDULED', 'NONE', 'WAITING', NOW + DAY]);
  assert.deepEqual(beginning(daily), ['SCHEDULED', 'NONE', 'WAITING', NOW + 2 * HOUR]);
  const now = { maintenanceWindows: [{ startTime: '0 0 * * ? *', durationInMinutes: 1 }] };
  assert.deepEqual(beginning(now), ['SCHEDULED', 'NONE', 'WAITING', NOW], 'a window is open already');
});

test('the next seven windows are told, between the start and the end', () => {
  const days = (config: Config, now = NOW) =>
    upcomingWindows(schedule(config), now).map((at) => (at - NOW) / DAY - 2 / 24);
  assert.deepEqual(days(daily).map(Math.round), [0, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual(days(daily, NOW + 2 * HOUR).map(Math.round), [1, 2, 3, 4, 5, 6, 7], 'the open one is not to come');
  assert.deepEqual(days({ ...daily, endTime: '2026-01-03T02:00Z' }).map(Math.round), [0, 1]);
  assert.deepEqual(
    days({ ...daily, startTime: '2026-01-03T02:00Z', endTime: '2026-01-04T03:00Z' }).map(Math.round),
    [2, 3],
  );
  assert.deepEqual(upcomingWindows(schedule({ startTime: '2026-01-02T00:00Z' }), NOW), []);
});

test('queued executions are hidden while a job is SCHEDULED, and after that if it was then', () => {
  assert.deepEqual(
    (['SCHEDULED', 'IN_PROGRESS', 'CANCELED'] as const).map((status) => hidesQueued({ status, queuedHidden: false })),
    [true, false, false],
  );
  assert.equal(hidesQueued({ status: 'CANCELED', queuedHidden: true }), true);
});
