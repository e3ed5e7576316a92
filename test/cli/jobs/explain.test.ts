/** What follows from facts that a started server shows for a moment only; the other reasons are in `test/wire/cli-explain/`. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Facts } from '../../../src/cli/jobs/explain/facts.ts';
import { reasonsOf } from '../../../src/cli/jobs/explain/reasons.ts';

const now = Date.UTC(2030, 0, 1) / 1_000;
const target = { targetArn: 'arn:aws:iot:us-east-1:000000000000:thinggroup/g', memberSince: now - 600 };
const known: Facts = {
  jobId: 'j',
  thingName: 'lamp',
  job: { status: 'IN_PROGRESS', targetSelection: 'CONTINUOUS', targets: [target.targetArn], createdAt: now - 60 },
  thingExists: true,
  attempts: [],
  reach: { now, targets: [target], pending: [], connection: { isConnected: true, isSubscribed: true, since: now - 5 } },
  unknown: [],
};

const codesOf = (facts: Facts) => reasonsOf(facts, now * 1_000).map(({ code }) => code);

describe('an explanation', () => {
  test('says that a rollout without a rate, or one that is about to go on, has not come there yet', () => {
    const rollout = { released: 7, nextReleaseAt: now, isInTurn: true };
    const [reason] = reasonsOf({ ...known, reach: { ...known.reach, rollout } }, now * 1_000);
    assert.equal(reason?.code, 'ROLLOUT_UNDER_WAY');
    assert.deepEqual(reason?.facts, { released: 7, nextReleaseAt: '2030-01-01T00:00:00Z' });
    assert.deepEqual(codesOf({ ...known, reach: { ...known.reach, rollout: { ...rollout, ratePerMinute: 50 } } }), [
      'ROLLOUT_UNDER_WAY',
    ]);
  });

  test('says that the job has yet to follow a change of groups, unless it waits for its schedule itself', () => {
    const changing = { ...known, reach: { ...known.reach, isMembershipChanging: true } };
    assert.deepEqual(codesOf(changing), ['MEMBERSHIP_CHANGING']);
    const scheduled = {
      ...known.job,
      status: 'SCHEDULED',
      schedulingConfig: { startTime: '2030-01-02 00:00' },
    } as const;
    assert.deepEqual(codesOf({ ...changing, job: scheduled }), ['BEFORE_START']);
  });

  test('says that a canceled job has not come to its queued executions yet, and that its device is to stop', () => {
    const canceled = { ...known, job: { ...known.job, status: 'CANCELED' as const } };
    const queued = { status: 'QUEUED', executionNumber: 1, queuedAt: now - 9 } as const;
    assert.deepEqual(codesOf({ ...canceled, execution: queued }), ['JOB_CANCELED']);
    const started = { ...queued, status: 'IN_PROGRESS', startedAt: now - 5, lastUpdatedAt: now - 5 } as const;
    assert.deepEqual(codesOf({ ...canceled, execution: started }), ['IN_PROGRESS']);
    const forced = { ...canceled.job, forceCanceled: true };
    assert.deepEqual(codesOf({ ...canceled, job: forced, execution: started }), ['JOB_CANCELED', 'IN_PROGRESS']);
  });

  test('says that the execution was deleted, also where nobody knows by whom, and while the rollout goes on', () => {
    const rollout = { released: 7, nextReleaseAt: now, isInTurn: true };
    const deleted = { ...known, reach: { ...known.reach, rollout, isExecutionDeleted: true } };
    const [reason] = reasonsOf(deleted, now * 1_000);
    assert.deepEqual(
      [reason?.code, reason?.sentence],
      ['NO_EXECUTION', 'The execution was deleted, and the thing gets no other one.'],
    );
    const deletion = { at: now - 60, principal: 'arn:aws:iam::000000000000:user/alice' };
    const [told] = reasonsOf({ ...deleted, deletion }, now * 1_000);
    assert.match(told?.sentence ?? '', /deleted 1m ago by arn:aws:iam::000000000000:user\/alice,/);
  });

  test('stays honest where little may be known', () => {
    const { reach: _reach, ...blind } = known;
    assert.deepEqual(codesOf(blind), ['NO_EXECUTION']);
    assert.deepEqual(codesOf({ ...blind, execution: { status: 'QUEUED', executionNumber: 1, queuedAt: now } }), [
      'DEVICE_SILENT',
    ]);
  });

  test('judges a job in a namespace by the topics of its namespace', () => {
    const topics = [
      ...['iot:Subscribe', 'iot:Receive'].flatMap((action) =>
        ['notify-namespace-NS', 'notify-next-namespace-NS'].map((end) => [action, end] as const),
      ),
      ...[
        '$next/get',
        'j/get',
        'j/update',
        '$next/namespace-NS/get',
        'j/namespace-NS/get',
        'j/namespace-NS/update',
      ].map((end) => ['iot:Publish', end] as const),
    ];
    const reasons = (forbidden: readonly string[], isSubscribed = true) => {
      const permissions = topics.map(([action, end]) => ({
        action,
        resource: `topic/$aws/things/lamp/jobs/${end}`,
        allowed: !forbidden.includes(end),
        reason: 'no statement allows it',
      }));
      const facts: Facts = {
        ...known,
        job: { ...known.job, namespaceId: 'NS' },
        execution: { status: 'QUEUED', executionNumber: 1, queuedAt: now - 9 },
        reach: { ...known.reach, connection: { ...known.reach?.connection, isSubscribed } },
        permissions: { certificates: [{ certificateId: 'c', status: 'ACTIVE', permissions }] },
      };
      return reasonsOf(facts, now * 1_000);
    };
    const codes = (...forbidden: string[]) => reasons(forbidden).map(({ code }) => code);
    assert.deepEqual(codes('$next/get', 'j/get', 'j/update'), ['DEVICE_SILENT']);
    assert.deepEqual(codes('notify-namespace-NS', '$next/namespace-NS/get'), ['DEVICE_SILENT']);
    const [subscribe, receive, ...others] = reasons(['notify-namespace-NS', 'notify-next-namespace-NS']);
    assert.deepEqual([subscribe?.code, receive?.code, others], ['POLICY_FORBIDS_TOPIC', 'POLICY_FORBIDS_TOPIC', []]);
    assert.match(subscribe?.sentence ?? '', /subscribe to \$aws\/things\/lamp\/jobs\/notify-next-namespace-NS:/);
    const [deaf] = reasons([], false);
    assert.equal(deaf?.code, 'NOT_SUBSCRIBED');
    assert.match(deaf?.next ?? '', /\/jobs\/notify-next-namespace-NS,/);
  });

  test('keeps what devices and operators wrote on one line', () => {
    const detailsMap = { reason: 'disk\n\u001b[2Jfull' };
    const execution = {
      status: 'FAILED',
      executionNumber: 1,
      lastUpdatedAt: now,
      statusDetails: { detailsMap },
    } as const;
    const [reason] = reasonsOf({ ...known, execution }, now * 1_000);
    assert.equal(reason?.sentence, 'The device reported that it failed 0s ago: disk [2Jfull.');
  });
});
