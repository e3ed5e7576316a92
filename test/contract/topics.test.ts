import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jobNotifyTopics, notifyNextTopic, notifyTopic, parseJobsTopic } from '../../src/contract/topics.ts';

const jobs = '$aws/things/a:b/jobs';

describe('parseJobsTopic', () => {
  const requests = [
    ['get', { operation: 'GetPendingJobExecutions' }],
    ['start-next', { operation: 'StartNextPendingJobExecution' }],
    ['$next/get', { operation: 'DescribeJobExecution', jobId: '$next' }],
    ['job-1/get', { operation: 'DescribeJobExecution', jobId: 'job-1' }],
    ['job-1/update', { operation: 'UpdateJobExecution', jobId: 'job-1' }],
    ['get/get', { operation: 'DescribeJobExecution', jobId: 'get' }],
    ['start-next/update', { operation: 'UpdateJobExecution', jobId: 'start-next' }],
    ['notify/get', { operation: 'DescribeJobExecution', jobId: 'notify' }],
    ['job-1/namespace-ns/get', { operation: 'DescribeJobExecution', jobId: 'job-1', namespaceId: 'ns' }],
    ['$next/namespace-ns/get', { operation: 'DescribeJobExecution', jobId: '$next', namespaceId: 'ns' }],
    ['job-1/namespace-ns/update', { operation: 'UpdateJobExecution', jobId: 'job-1', namespaceId: 'ns' }],
  ] as const;
  for (const [tail, expected] of requests) {
    it(`reads ${tail} as a request`, () => {
      assert.deepEqual(parseJobsTopic(`${jobs}/${tail}`), { kind: 'request', thingName: 'a:b', ...expected });
    });
  }

  const serviceOnly = [
    'get/accepted',
    'job-1/update/rejected',
    'job-1/namespace-ns/get/accepted',
    'accepted',
    'notify',
    'notify-next',
    'notify-namespace-ns',
    'notify-next-namespace-ns',
    'job-1/notify-namespace-ns',
    'job-1/notify-namespace-ns/',
  ];
  for (const tail of serviceOnly) {
    it(`knows that only the service publishes ${tail}`, () => {
      assert.deepEqual(parseJobsTopic(`${jobs}/${tail}`), { kind: 'service-only' });
    });
  }

  for (const tail of [
    '',
    'put',
    '$next/update',
    '$next/namespace-ns/update',
    'a/b',
    'a/b/c',
    'a/b/c/d',
    'start-next/',
  ]) {
    it(`maps '${tail}' to no operation`, () => {
      assert.deepEqual(parseJobsTopic(`${jobs}/${tail}`), { kind: 'unknown' });
    });
  }

  for (const topic of [
    'a/b',
    '$aws/things/a/shadow/get',
    '$aws/things/a/jobs',
    '$aws/things/a',
    'aws/things/a/jobs/get',
  ]) {
    it(`leaves ${topic} to others`, () => {
      assert.equal(parseJobsTopic(topic), undefined);
    });
  }
});

describe('topics of notifications', () => {
  it('are read back as topics that only the service publishes', () => {
    const topics = [
      notifyTopic('t'),
      notifyNextTopic('t'),
      notifyTopic('t', 'ns'),
      notifyNextTopic('t', 'ns'),
      ...jobNotifyTopics('t', 'j', 'ns'),
    ];
    for (const topic of topics) assert.deepEqual(parseJobsTopic(topic), { kind: 'service-only' }, topic);
  });

  it('have the documented per-job form without and with the final slash', () => {
    const topic = '$aws/things/t/jobs/j/notify-namespace-ns';
    assert.deepEqual(jobNotifyTopics('t', 'j', 'ns'), [topic, `${topic}/`]);
  });
});
