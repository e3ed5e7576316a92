/** Configurations of jobs as chance has them, in sizes at which much happens. */
import type { AbortCriterion, CreateJob, JobConfiguration, RetryCriterion, Rollout, Schedule } from './operation.ts';
import type { Chance } from './random.ts';

export function configuration(dice: Chance): JobConfiguration {
  return {
    rollout: dice.happens(0.5) ? rollout(dice) : undefined,
    abort: dice.happens(0.5) ? abort(dice) : undefined,
    timeoutMinutes: dice.happens(0.5) ? dice.one([1, 2, 5, 60, 10_080]) : undefined,
    retries: dice.happens(0.45) ? retries(dice) : undefined,
  };
}

export function changes(dice: Chance): JobConfiguration {
  const wanted = configuration(dice);
  return {
    ...wanted,
    retries: wanted.retries?.map((criterion) => ({ ...criterion, numberOfRetries: dice.happens(0.8) ? 0 : 1 })),
  };
}

const MINUTE = 60_000;

export function schedule(dice: Chance, selection: CreateJob['selection'], now: number): Schedule {
  const shortest = 30 * MINUTE;
  const startsAt = dice.happens(0.5) ? now + dice.whole(shortest, 20 * shortest) : undefined;
  const endsAt = dice.happens(0.6) ? (startsAt ?? now) + dice.whole(shortest, 40 * shortest) : undefined;
  const window =
    selection === 'CONTINUOUS' && dice.happens(0.85)
      ? { minuteOfDay: dice.whole(0, 1_439), durationMinutes: dice.one([10, 180, 720, 1_400]) }
      : undefined;
  return {
    startsAt,
    endsAt,
    endBehavior: dice.one([undefined, 'STOP_ROLLOUT', 'CANCEL', 'FORCE_CANCEL']),
    window,
  };
}

function rollout(dice: Chance): Rollout {
  const maximumPerMinute = dice.one([2, 10, 30, 60, 90]);
  if (dice.happens(0.5)) return { maximumPerMinute };
  const criterion = dice.whole(1, 10);
  const exponentialRate = {
    baseRatePerMinute: dice.one([1, 3, 10, 50]),
    incrementFactor: dice.one([1.1, 1.5, 2, 5]),
    rateIncreaseCriteria: dice.one([
      { numberOfNotifiedThings: criterion },
      { numberOfSucceededThings: criterion },
      { numberOfNotifiedThings: criterion, numberOfSucceededThings: dice.whole(1, 10) },
    ]),
  };
  return dice.happens(0.3) ? { maximumPerMinute, exponentialRate } : { exponentialRate };
}

function abort(dice: Chance): AbortCriterion[] {
  return dice.some(['FAILED', 'REJECTED', 'TIMED_OUT', 'ALL'] as const, dice.whole(1, 2)).map((failureType) => ({
    failureType,
    action: 'CANCEL',
    thresholdPercentage: dice.one([10.99, 33.33, 50, 66.67, 100]),
    minNumberOfExecutedThings: dice.whole(1, 4),
  }));
}

function retries(dice: Chance): RetryCriterion[] {
  if (dice.happens(0.4)) return [{ failureType: 'ALL', numberOfRetries: dice.whole(1, 10) }];
  return dice
    .some(['FAILED', 'TIMED_OUT'] as const, dice.whole(1, 2))
    .map((failureType) => ({ failureType, numberOfRetries: dice.whole(1, 3) }));
}
