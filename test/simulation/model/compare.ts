/** The model against the store, and against what a listener has heard. */
import assert from 'node:assert/strict';
import type { Listener } from '../listener.ts';
import type { StoreView } from '../store-view.ts';
import { LISTED, nameOf, pendingList } from './pending.ts';
import { deadline, type Model } from './state.ts';
import { listTopic, nextTopic } from './topics.ts';

/** Every member of every job and execution is what was predicted, and so is who is in which group. */
export function assertPredicted(model: Model, view: StoreView): void {
  const memberships = view.things.map(({ connected, groups, name }) => ({ name, connected, groups }));
  const predictedMemberships = [...model.things.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ connected, groups, name }) => ({ name, connected, groups: [...groups].map((group) => group.name).sort() }));
  assert.deepEqual(memberships, predictedMemberships, 'things and their groups: stored and predicted');
  const stored = view.jobs.map((job) => ({
    jobId: job.jobId,
    status: job.status,
    forceCanceled: job.forceCanceled,
    aborted: job.reasonCode === 'ABORT_CRITERIA_MET',
    completedAt: job.completedAt,
    isRollingOut: job.work === 'ROLLOUT',
  }));
  const predicted = [...model.jobs.values()]
    .sort((a, b) => a.order - b.order)
    .map(({ aborted, completedAt, forceCanceled, isRollingOut, jobId, status }) => ({
      jobId,
      status,
      forceCanceled,
      aborted,
      completedAt,
      // Between two windows it rests.
      isRollingOut: isRollingOut && status === 'IN_PROGRESS',
    }));
  assert.deepEqual(stored, predicted, 'jobs: stored and predicted');
  const ids = new Map(view.jobs.map(({ jobId, jobNumber }) => [jobNumber, jobId]));
  const rows = view.executions.map((row) =>
    textOf(`${ids.get(row.jobNumber)} ${row.thing} #${row.number}`, {
      status: row.status,
      version: row.version,
      attempt: row.attempt,
      forceCanceled: row.forceCanceled,
      details: row.details,
      queuedAt: row.queuedAt,
      startedAt: row.startedAt,
      lastUpdatedAt: row.lastUpdatedAt,
      timeoutAt: row.timeoutAt,
    }),
  );
  const expected = [...model.jobs.values()].flatMap((job) =>
    job.executions.map((execution) =>
      textOf(`${job.jobId} ${execution.thing} #${execution.number}`, {
        status: execution.status,
        version: execution.version,
        attempt: execution.attemptsBefore.length,
        forceCanceled: execution.forceCanceled,
        details: execution.details,
        queuedAt: execution.queuedAt,
        startedAt: execution.startedAt,
        lastUpdatedAt: execution.lastUpdatedAt,
        timeoutAt: deadline(execution),
      }),
    ),
  );
  const known = new Set(rows);
  const wanted = new Set(expected);
  const differences = {
    'stored, not predicted': rows.filter((row) => !wanted.has(row)).sort(),
    'predicted, not stored': expected.filter((row) => !known.has(row)).sort(),
  };
  assert.deepEqual(
    differences,
    { 'stored, not predicted': [], 'predicted, not stored': [] },
    'executions: stored and predicted',
  );
}

const textOf = (name: string, members: Readonly<Record<string, unknown>>) => `${name} ${JSON.stringify(members)}`;

/** Who keeps the last message of each topic has the true lists (docs/service/notifications.md#pending-list). */
export function assertWellInformed(model: Model, listener: Listener, namespaces: readonly (string | null)[]): void {
  for (const thing of model.things.keys()) {
    const all = pendingList(model, thing);
    for (const namespace of namespaces) {
      const list = all.filter(({ job }) => job.namespace === namespace).map(nameOf);
      // Of a longer list the shown part can change without its members, which nobody is told.
      if (list.length <= LISTED) {
        const topic = listTopic(thing, namespace);
        assert.deepEqual(listener.names(topic), list.sort(), topic);
      }
      const [first] = all;
      const next = first !== undefined && first.job.namespace === namespace ? [nameOf(first)] : [];
      const text = all.map((pending) => `${nameOf(pending)} ${pending.execution.status} ${pending.execution.queuedAt}`);
      const topic = nextTopic(thing, namespace);
      assert.deepEqual(listener.names(topic), next, `${topic}; in the list are ${text.join(', ')}`);
    }
  }
}
