import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConcurrent, type JobStatus } from '../../../src/domain/job/status.ts';
import { type JobEvent, jobTransitions, nextJobStatus } from '../../../src/domain/job/transitions.ts';

/** docs/service/jobs.md#job-states, docs/service/deletion.md#deleting-a-job: what follows, `-` for refused. */
const specified: Readonly<Record<JobStatus, string>> = {
  //                    start       pause     cancel   forced   abort    complete  delete               forced
  SCHEDULED:
    /*      */ 'IN_PROGRESS -         CANCELED CANCELED CANCELED COMPLETED -                    DELETION_IN_PROGRESS',
  IN_PROGRESS:
    /*    */ '-           SCHEDULED CANCELED CANCELED CANCELED COMPLETED -                    DELETION_IN_PROGRESS',
  CANCELED:
    /*       */ '-           -         -        CANCELED -        -         DELETION_IN_PROGRESS DELETION_IN_PROGRESS',
  COMPLETED:
    /*      */ '-           -         -        -        -        -         DELETION_IN_PROGRESS DELETION_IN_PROGRESS',
  DELETION_IN_PROGRESS: '-           -         -        -        -        -         -                    -',
};
const events: readonly JobEvent[] = [
  'start',
  'pause',
  'cancel',
  'cancel with force',
  'abort',
  'complete',
  'delete',
  'delete with force',
];

test('a job goes from each status where the book says, and nowhere else', () => {
  assert.deepEqual(Object.keys(jobTransitions).sort(), Object.keys(specified).sort());
  for (const [status, row] of Object.entries(specified) as [JobStatus, string][]) {
    const outcomes = row.split(/ +/);
    assert.equal(outcomes.length, events.length);
    assert.deepEqual(Object.keys(jobTransitions[status]).sort(), [...events].sort());
    for (const [index, event] of events.entries()) {
      const outcome = outcomes[index] === '-' ? 'refused' : outcomes[index];
      assert.equal(nextJobStatus(status, event), outcome, `${event} in ${status}`);
    }
  }
});

test('a job is concurrent while its executions are rolled out or cancelled', () => {
  assert.deepEqual((['NONE', 'ROLLOUT', 'CANCELLATION', 'DELETION'] as const).map(isConcurrent), [
    false,
    true,
    true,
    false,
  ]);
});
