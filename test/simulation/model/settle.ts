/** What happens by itself: releases are taken over from the store if they are allowed, all else is predicted. */
import assert from 'node:assert/strict';
import type { StoreView } from '../store-view.ts';
import { timeOut } from './device.ts';
import { endJob } from './operator.ts';
import { positionOf } from './reach.ts';
import { followSchedule, nextScheduled } from './schedule.ts';
import { deadline, isPending, type Job, latest, type Model, queue } from './state.ts';

const MINUTE = 60_000;
const TERMINAL = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'REJECTED', 'REMOVED', 'CANCELED'];

/** When something happens next that the model knows of. */
export function nextDue(model: Model): number | null {
  let next: number | null = null;
  const at = (time: number | null) => {
    if (time !== null && (next === null || time < next)) next = time;
  };
  for (const job of model.jobs.values()) {
    at(nextScheduled(model, job));
    for (const execution of job.executions) at(deadline(execution));
    if (job.deletionStartedAt !== null) at(job.deletionStartedAt + model.minimumDeletionMs);
  }
  return next;
}

/** Brings the model to the present, at which the service has done all that is due. */
export function settleModel(model: Model, view: StoreView): void {
  for (const job of model.jobs.values()) followSchedule(model, job);
  timeOut(model);
  for (const job of model.jobs.values()) takeReleases(model, job, view);
  for (const job of [...model.jobs.values()]) {
    judge(model, job);
    complete(model, job);
    job.endedNow = false;
    job.mayLook = false;
    if (job.status !== 'SCHEDULED') job.joining.clear();
    if (job.deletionStartedAt !== null && job.deletionStartedAt + model.minimumDeletionMs <= model.now) {
      model.jobs.delete(job.jobId);
    }
  }
}

/**
 * How much of a rollout is done when is left to the service, within what
 * docs/service/rollouts.md#snapshot-and-continuous allow.
 */
function takeReleases(model: Model, job: Job, view: StoreView): void {
  const stored = view.jobs.find(({ jobId }) => jobId === job.jobId);
  if (stored === undefined || job.status !== 'IN_PROGRESS') return;
  const before = job.releases.length;
  let lastPosition = -1;
  for (const row of view.executions) {
    if (row.jobNumber !== stored.jobNumber || latest(job, row.thing) !== undefined) continue;
    const waiting = job.waiting.get(row.thing);
    if (waiting === undefined) continue;
    job.waiting.delete(row.thing);
    assert.equal(row.queuedAt, model.now, `${job.jobId} on ${row.thing}: released at another time than now`);
    queue(model, job, row.thing);
    if (job.selection === 'SNAPSHOT' && positionOf(model, job.targets, row.thing) < 0) {
      model.cover.event('groups: a snapshot job reaches one that has left since');
    }
    if (job.joining.has(row.thing)) continue;
    lastPosition = Math.max(lastPosition, waiting.position);
    job.releases.push({ at: model.now, thing: row.thing });
  }
  if (!job.isRollingOut) return;
  const left = [...job.waiting].filter(([, { must }]) => must);
  for (const [thing, { position }] of left) {
    assert.ok(position >= lastPosition, `${job.jobId}: ${thing} was passed over by targets that come after it`);
  }
  const released = job.releases.length - before;
  if (released > 0) {
    assertRate(model, job, before);
    job.lastProgressAt = model.now;
  }
  if (stored.work === 'ROLLOUT') assertProgress(model, job, before);
  // Whether an abort that has ended it was due is judged below.
  else if (stored.reasonCode !== 'ABORT_CRITERIA_MET') {
    assert.deepEqual(left, [], `${job.jobId}: the rollout has left out who was a target at its creation`);
    job.isRollingOut = false;
    job.waiting.clear();
    job.mayLook = true;
  }
}

/** The rate in force when `released` executions were out; null is without limit. */
function rateOf(model: Model, job: Job, released: number): number | null {
  const rates: number[] = [];
  if (model.rolloutRatePerMinute !== null) rates.push(model.rolloutRatePerMinute);
  if (job.rollout?.maximumPerMinute !== undefined) rates.push(job.rollout.maximumPerMinute);
  const exponential = job.rollout?.exponentialRate;
  if (exponential !== undefined) {
    const { numberOfNotifiedThings: notified, numberOfSucceededThings: succeeded } = exponential.rateIncreaseCriteria;
    const successes = job.executions.filter(({ status }) => status === 'SUCCEEDED').length;
    let rate = exponential.baseRatePerMinute;
    // Joiners are notified things, too.
    const all = Math.max(released, job.executions.length);
    for (
      let step = 1;
      (notified !== undefined && step * notified <= all) || (succeeded !== undefined && step * succeeded <= successes);
      step += 1
    ) {
      rate *= exponential.incrementFactor;
    }
    rates.push(Math.max(1, Math.round(rate)));
  }
  return rates.length === 0 ? null : Math.min(...rates);
}

function assertRate(model: Model, job: Job, before: number): void {
  const rate = rateOf(model, job, before);
  if (rate === null) return;
  const inMinute = job.releases.filter(({ at }) => at > model.now - MINUTE).length;
  assert.ok(inMinute <= rate, `${job.jobId}: ${inMinute} released within a minute, at a rate of ${rate}`);
}

/** A rollout does not stand still: one that has somebody left is on its way again soon, one that has not ends. */
function assertProgress(model: Model, job: Job, before: number): void {
  const rate = rateOf(model, job, before) ?? 1_000;
  const patience = MINUTE + MINUTE / rate + 1_000;
  assert.ok(model.now <= job.lastProgressAt + patience, `${job.jobId}: the rollout stands still`);
}

/** docs/service/rollouts.md#abort-criteria: looked at when an execution has ended, and only then. */
function judge(model: Model, job: Job): void {
  if (!job.endedNow) return;
  const finished = job.executions.filter(({ status }) => TERMINAL.includes(status)).length;
  const isMet = job.abort.some(({ failureType, minNumberOfExecutedThings, thresholdPercentage }) => {
    const failed = job.executions.filter(({ status }) =>
      failureType === 'ALL' ? ['FAILED', 'REJECTED', 'TIMED_OUT'].includes(status) : status === failureType,
    ).length;
    // Thresholds have two decimals.
    return finished >= minNumberOfExecutedThings && failed * 10_000 >= Math.round(thresholdPercentage * 100) * finished;
  });
  if (!isMet) return;
  model.cover.job(job.status, 'abort');
  if (job.status !== 'IN_PROGRESS' && job.status !== 'SCHEDULED') return;
  endJob(model, job, false);
  job.aborted = true;
}

/** docs/service/jobs.md#job-states. */
function complete(model: Model, job: Job): void {
  if (job.isRollingOut || job.executions.some(isPending)) return;
  if (!job.ended && (job.selection !== 'SNAPSHOT' || job.status === 'SCHEDULED')) return;
  if (job.endedNow || job.mayLook) model.cover.job(job.status, 'complete');
  if (job.status !== 'IN_PROGRESS' && job.status !== 'SCHEDULED') return;
  job.status = 'COMPLETED';
  job.completedAt = model.now;
}
