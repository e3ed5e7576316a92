import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeAccepted, encodeExecution, encodeRejected } from '../../src/gateway/encode-device.ts';

const NOW = 1_719_943_627_999;

const execution = {
  jobId: 'Job1',
  status: 'IN_PROGRESS',
  statusDetails: { step: '2' },
  queuedAt: 1_719_940_994_999,
  startedAt: 1_719_943_388_001,
  lastUpdatedAt: 1_719_943_388_001,
  approximateSecondsBeforeTimedOut: 540,
  versionNumber: 2,
  executionNumber: 1,
  jobDocument: '{ "ToDo" :\t"Reboot", "big": 1.10e400, "a": 1, "a": 2 }',
};

describe('encodeExecution', () => {
  it('writes the captured shape in whole seconds, with the document byte for byte', () => {
    assert.equal(
      encodeExecution(execution),
      '{"jobId":"Job1","status":"IN_PROGRESS","statusDetails":{"step":"2"},"queuedAt":1719940994,"startedAt":1719943388,' +
        '"lastUpdatedAt":1719943388,"approximateSecondsBeforeTimedOut":540,"versionNumber":2,"executionNumber":1,' +
        '"jobDocument":{ "ToDo" :\t"Reboot", "big": 1.10e400, "a": 1, "a": 2 }}',
    );
  });

  it('leaves out what is not there and empty details', () => {
    const { jobId, status, queuedAt, lastUpdatedAt, versionNumber, executionNumber } = execution;
    const bare = { jobId, status, queuedAt, lastUpdatedAt, versionNumber, executionNumber, statusDetails: {} };
    assert.equal(
      encodeExecution(bare),
      '{"jobId":"Job1","status":"IN_PROGRESS","queuedAt":1719940994,"lastUpdatedAt":1719943388,"versionNumber":2,"executionNumber":1}',
    );
  });

  it('never shows a negative rest', () => {
    assert.match(
      encodeExecution({ ...execution, approximateSecondsBeforeTimedOut: -3 }),
      /"approximateSecondsBeforeTimedOut":0,/,
    );
  });
});

describe('encodeAccepted', () => {
  it('echoes the client token, and leaves it out where there was none', () => {
    assert.equal(
      encodeAccepted('StartNextPendingJobExecution', {}, 'a"\n', NOW),
      '{"clientToken":"a\\"\\n","timestamp":1719943627}',
    );
    assert.equal(encodeAccepted('UpdateJobExecution', {}, undefined, NOW), '{"timestamp":1719943627}');
  });

  it('shows both pending lists, also when they are empty', () => {
    const { jobId, queuedAt, lastUpdatedAt, startedAt, versionNumber, executionNumber } = execution;
    const summary = { jobId, queuedAt, lastUpdatedAt, startedAt, versionNumber, executionNumber };
    assert.equal(
      encodeAccepted('GetPendingJobExecutions', { inProgressJobs: [summary], queuedJobs: [] }, undefined, NOW),
      '{"timestamp":1719943627,"inProgressJobs":[{"jobId":"Job1","queuedAt":1719940994,"lastUpdatedAt":1719943388,' +
        '"startedAt":1719943388,"executionNumber":1,"versionNumber":2}],"queuedJobs":[]}',
    );
  });

  it('shows the state and the document of an update that asked for them', () => {
    const outcome = { executionState: { status: 'SUCCEEDED', versionNumber: 3 }, jobDocument: '{ }' };
    assert.equal(
      encodeAccepted('UpdateJobExecution', outcome, undefined, NOW),
      '{"timestamp":1719943627,"executionState":{"status":"SUCCEEDED","versionNumber":3},"jobDocument":{ }}',
    );
  });
});

describe('encodeRejected', () => {
  it('carries code, message, time, state and token', () => {
    const rejection = {
      code: 'VersionMismatch',
      message: 'Expected version 99 but found version 1',
      executionState: { status: 'QUEUED', versionNumber: 1 },
    } as const;
    assert.equal(
      encodeRejected(rejection, 'c2', NOW),
      '{"code":"VersionMismatch","message":"Expected version 99 but found version 1","timestamp":1719943627,' +
        '"executionState":{"status":"QUEUED","versionNumber":1},"clientToken":"c2"}',
    );
  });
});
