import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isPending,
  isTerminal,
  type JobExecutionStatus,
  jobExecutionStatuses,
} from '../../../src/domain/job-execution/status.ts';
import {
  type JobExecutionEvent,
  jobExecutionTransitions,
  nextStatus,
} from '../../../src/domain/job-execution/transitions.ts';

/**
 * docs/service/executions.md#execution-states, docs/service/deletion.md#deleting-an-execution: what follows, `-` for
 * refused. A device's report leads to the status that it reports.
 */
const specified: Readonly<Record<JobExecutionStatus, string>> = {
  //           reports   timer     cancel   forced   remove  delete  forced
  QUEUED: /**/ 'reported -         CANCELED CANCELED REMOVED -       deleted',
  IN_PROGRESS: 'reported TIMED_OUT -        CANCELED REMOVED -       deleted',
  SUCCEEDED: /* */ '-    -         -        -        -       deleted deleted',
  FAILED: /*    */ '-    -         -        -        -       deleted deleted',
  TIMED_OUT: /* */ '-    -         -        -        -       deleted deleted',
  REJECTED: /*  */ '-    -         -        -        -       deleted deleted',
  REMOVED: /*   */ '-    -         -        -        -       deleted deleted',
  CANCELED: /*  */ '-    -         -        -        -       deleted deleted',
};
const reports = ['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'REJECTED'] as const;
const events: readonly JobExecutionEvent[] = [
  'timer runs out',
  'cancel',
  'cancel with force',
  'remove',
  'delete',
  'delete with force',
];

test('an execution goes from each status where the book says, and nowhere else', () => {
  const all = [...events, ...reports.map((status) => `device reports ${status}` as const)].sort();
  assert.deepEqual(Object.keys(specified).sort(), [...jobExecutionStatuses].sort());
  for (const [status, row] of Object.entries(specified) as [JobExecutionStatus, string][]) {
    assert.deepEqual(Object.keys(jobExecutionTransitions[status]).sort(), all);
    const [reported, ...outcomes] = row.split(/ +/);
    for (const report of reports) {
      const expected = reported === '-' ? 'refused' : report;
      assert.equal(nextStatus(status, `device reports ${report}`), expected, `${report} in ${status}`);
    }
    for (const [index, event] of events.entries()) {
      const outcome = outcomes[index] === '-' ? 'refused' : outcomes[index];
      assert.equal(nextStatus(status, event), outcome, `${event} in ${status}`);
    }
  }
});

test('QUEUED and IN_PROGRESS are pending, the other six statuses are terminal', () => {
  assert.deepEqual(jobExecutionStatuses.filter(isPending), ['QUEUED', 'IN_PROGRESS']);
  assert.equal(jobExecutionStatuses.filter(isTerminal).length, 6);
});
