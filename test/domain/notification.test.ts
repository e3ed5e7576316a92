/**
 * Which messages a change of a pending list causes: the rules against a plain comparison of the list before and after.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { PendingPosition } from '../../src/domain/announcement.ts';
import { decide, type JobOfExecution, type UpdateRequest } from '../../src/domain/device-request.ts';
import type { JobExecution } from '../../src/domain/job-execution/job-execution.ts';
import {
  type Notification,
  notificationsOf,
  notificationsOfJoining,
  notificationsOfLeaving,
} from '../../src/domain/notification.ts';
import { comparePositions, firstAfter, type PendingElement, shownList } from '../../src/domain/pending-list.ts';

const THING = 'a';

/** Says which messages go out: `notify`, `notify-next` with an execution or `bare`, each with its namespace. */
const said = (notifications: readonly Notification[]) =>
  notifications
    .map((notification) => {
      const topic = notification.topicNamespaceId === undefined ? '' : `-namespace-${notification.topicNamespaceId}`;
      if (notification.kind === 'list') return `notify${topic} of ${notification.jobIds.join()}`;
      return `notify-next${topic} ${notification.shown ? 'shown' : 'bare'}`;
    })
    .sort();

const sorted = (list: readonly PendingElement[]) => [...list].sort(comparePositions);
const isIn = (list: readonly PendingElement[], element: PendingElement) =>
  list.some((other) => other.jobNumber === element.jobNumber && other.executionNumber === element.executionNumber);

/** The six rules of docs/service/notifications.md#namespaces and the first of 7.4, said over two whole lists. */
function expected(before: readonly PendingElement[], after: readonly PendingElement[], mirror?: string): string[] {
  const messages: { topic: 'notify' | 'notify-next'; namespaceId: string | undefined; rest: string }[] = [];
  const changed = [...before.filter((e) => !isIn(after, e)), ...after.filter((e) => !isIn(before, e))];
  for (const { jobId, namespaceId } of changed) messages.push({ topic: 'notify', namespaceId, rest: ` of ${jobId}` });
  const [first] = sorted(before);
  const [next] = sorted(after);
  const isSame = first === undefined ? next === undefined : next !== undefined && isIn([first], next);
  if (!isSame) {
    const showsNothingNow = first !== undefined && (next === undefined || next.namespaceId !== first.namespaceId);
    if (showsNothingNow) messages.push({ topic: 'notify-next', namespaceId: first.namespaceId, rest: ' bare' });
    if (next !== undefined) messages.push({ topic: 'notify-next', namespaceId: next.namespaceId, rest: ' shown' });
  }
  return messages
    .flatMap((message) =>
      mirror !== undefined && message.namespaceId === undefined
        ? [message, { ...message, namespaceId: mirror }]
        : message,
    )
    .map(
      ({ topic, namespaceId, rest }) =>
        `${topic}${namespaceId === undefined ? '' : `-namespace-${namespaceId}`}${rest}`,
    )
    .sort();
}

const anyList = fc
  .array(
    fc.record({
      status: fc.constantFrom('IN_PROGRESS' as const, 'QUEUED' as const),
      queuedAt: fc.integer({ min: 0, max: 5 }),
      namespaceId: fc.constantFrom(undefined, undefined, 'x', 'y'),
    }),
    { maxLength: 6 },
  )
  .map((list) =>
    list.map(
      (element, index): PendingElement => ({
        ...element,
        jobId: `job-${index}`,
        jobNumber: index,
        executionNumber: 1,
      }),
    ),
  );
const anyChoice = fc.nat();
const anyMirror = fc.constantFrom(undefined, undefined, 'm');

function execution(element: PendingElement): JobExecution & JobOfExecution {
  return {
    ...element,
    thingName: THING,
    namespaceId: element.namespaceId ?? null,
    versionNumber: 1,
    retryAttempt: 0,
    retriesOfFailure: 0,
    forceCanceled: false,
    statusDetails: null,
    startedAt: null,
    lastUpdatedAt: 0,
    inProgressTimeoutAt: null,
    timeoutAt: null,
    jobStatus: 'IN_PROGRESS',
    jobForceCanceled: null,
    inProgressTimeoutMinutes: null,
    jobSchedulePhase: null,
    retryConfig: null,
  };
}

/** The messages that a device's update of one element causes, once the list is what the update makes of it. */
function messagesOfUpdate(list: readonly PendingElement[], element: PendingElement, status: UpdateRequest['status']) {
  const first = sorted(list)[0] ?? null;
  const request: UpdateRequest = {
    kind: 'update',
    thingName: THING,
    jobId: element.jobId,
    status,
    includeJobDocument: false,
  };
  const decision = decide(request, { thingExists: true, execution: execution(element), first }, 100);
  assert.ok(decision.kind === 'answer');
  const others = list.filter((other) => other !== element);
  const after = status === 'IN_PROGRESS' ? [...others, { ...element, status: 'IN_PROGRESS' as const }] : others;
  const messages = (decision.change?.announcements ?? []).flatMap((announcement) => {
    assert.ok(announcement.kind === 'pending-list');
    return notificationsOf(announcement, sorted(after)[0] ?? null);
  });
  return { after, messages: said(messages) };
}

describe('the messages are those that a comparison of the whole lists gives', () => {
  test('when a device updates an execution', () => {
    const statuses = fc.constantFrom('IN_PROGRESS' as const, 'SUCCEEDED' as const, 'FAILED' as const);
    fc.assert(
      fc.property(anyList, anyChoice, statuses, (list, choice, status) => {
        const element = list[choice % Math.max(1, list.length)];
        fc.pre(element !== undefined);
        const { after, messages } = messagesOfUpdate(list, element, status);
        assert.deepEqual(messages, expected(list, after));
      }),
      { numRuns: 1000 },
    );
  });

  test('when an operator ends or deletes one, also in the name of a namespace', () => {
    fc.assert(
      fc.property(anyList, anyChoice, anyMirror, (list, choice, mirrorNamespaceId) => {
        const element = list[choice % Math.max(1, list.length)];
        fc.pre(element !== undefined);
        const after = list.filter((other) => other !== element);
        const announcement = {
          kind: 'pending-list' as const,
          thingName: THING,
          changed: [element],
          firstBefore: sorted(list)[0] ?? null,
          mirrorNamespaceId,
        };
        const messages = said(notificationsOf(announcement, sorted(after)[0] ?? null));
        assert.deepEqual(messages, expected(list, after, mirrorNamespaceId));
      }),
      { numRuns: 1000 },
    );
  });

  test('when one is queued behind the others', () => {
    fc.assert(
      fc.property(anyList, fc.constantFrom(undefined, 'x'), (list, namespaceId) => {
        const joined = { jobId: 'new', jobNumber: 99, namespaceId };
        const element: PendingElement = { ...joined, executionNumber: 1, status: 'QUEUED', queuedAt: 6 };
        const after = [...list, element];
        const announcement = { kind: 'executions-joined' as const, ...joined, thingNames: [THING] };
        const messages = said(
          notificationsOfJoining(
            announcement,
            THING,
            sorted(after)[0] ?? null,
            after.map((other) => other.namespaceId),
          ),
        );
        assert.deepEqual(messages, expected(list, after));
      }),
    );
  });

  test('when one leaves with a chunk of others', () => {
    fc.assert(
      fc.property(anyList, anyChoice, anyMirror, (list, choice, mirrorNamespaceId) => {
        const element = list[choice % Math.max(1, list.length)];
        fc.pre(element !== undefined);
        const after = list.filter((other) => other !== element);
        const { executionNumber, jobId, jobNumber, namespaceId, queuedAt, status } = element;
        const row = [THING, executionNumber, status, queuedAt] as const;
        const left = {
          kind: 'executions-left' as const,
          jobId,
          jobNumber,
          namespaceId,
          mirrorNamespaceId,
          executions: [row],
        };
        const messages = said(notificationsOfLeaving(left, row, sorted(after)[0] ?? null));
        assert.deepEqual(messages, expected(list, after, mirrorNamespaceId));
      }),
      { numRuns: 1000 },
    );
  });
});

const element = (jobNumber: number, status: PendingPosition['status'], namespaceId?: string): PendingElement => ({
  jobId: `job-${jobNumber}`,
  jobNumber,
  executionNumber: 1,
  status,
  queuedAt: jobNumber,
  namespaceId,
});
const first = element(1, 'QUEUED');
const second = element(2, 'QUEUED');

/**
 * The rows of docs/service/notifications.md#when-devices-are-told that a device causes; the others are in the tests of
 * the engine.
 */
const decisionTable: readonly [string, PendingElement[], PendingElement, UpdateRequest['status'], string[]][] = [
  ['the first starts', [first, second], first, 'IN_PROGRESS', []],
  ['another starts and becomes the first', [first, second], second, 'IN_PROGRESS', ['notify-next shown']],
  [
    'another starts while one that was queued earlier is in progress',
    [element(1, 'IN_PROGRESS'), second],
    second,
    'IN_PROGRESS',
    [],
  ],
  ['one reports progress', [element(1, 'IN_PROGRESS'), second], element(1, 'IN_PROGRESS'), 'IN_PROGRESS', []],
  ['the first ends and another is next', [first, second], first, 'SUCCEEDED', ['notify of job-1', 'notify-next shown']],
  ['the only one ends', [first], first, 'FAILED', ['notify of job-1', 'notify-next bare']],
  ['another than the first ends', [first, second], second, 'REJECTED', ['notify of job-2']],
];
for (const [what, list, changed, status, messages] of decisionTable) {
  test(`${what}: ${messages.join(', ') || 'silence'}`, () => {
    const member = list.find((other) => other.jobNumber === changed.jobNumber);
    assert.ok(member !== undefined);
    assert.deepEqual(messagesOfUpdate(list, member, status).messages, messages);
  });
}

test('one that left is followed by a message of what is next, also if that was started meanwhile', () => {
  const row = [THING, 1, 'QUEUED', 1] as const;
  const left = { kind: 'executions-left' as const, jobId: 'job-1', jobNumber: 1, since: 50, executions: [row] };
  const messages = (startedAt: number) =>
    said(notificationsOfLeaving(left, row, { ...element(2, 'IN_PROGRESS'), startedAt }));
  assert.deepEqual(messages(51), ['notify of job-1', 'notify-next shown']);
  assert.deepEqual(messages(49), ['notify of job-1']);
});

test('in progress stands before queued, then the oldest, then the older job', () => {
  const list = [
    element(4, 'QUEUED'),
    element(3, 'IN_PROGRESS'),
    { ...element(9, 'QUEUED'), queuedAt: 4 },
    element(2, 'QUEUED'),
    element(5, 'IN_PROGRESS'),
  ];
  assert.deepEqual(
    sorted(list).map(({ jobNumber }) => jobNumber),
    [3, 5, 2, 4, 9],
  );
});

test('the first stays the same for certain only when nothing before it changed', () => {
  fc.assert(
    fc.property(anyList, anyChoice, fc.boolean(), (list, choice, leaves) => {
      const changed = list[choice % Math.max(1, list.length)];
      fc.pre(changed !== undefined);
      const started = { ...changed, status: 'IN_PROGRESS' as const };
      const others = list.filter((other) => other !== changed);
      const [before] = sorted(list);
      const [now] = sorted(leaves ? others : [...others, started]);
      if (firstAfter(before ?? null, changed, leaves ? null : started) === 'same') {
        assert.equal(now?.jobNumber, before?.jobNumber);
      }
    }),
  );
});

test('ten executions are shown, fifteen where one of a scheduled job is among them', () => {
  const plain = Array.from({ length: 20 }, () => ({ scheduled: false }));
  assert.equal(shownList(plain).length, 10);
  assert.equal(shownList([...plain.slice(0, 15), { scheduled: true }]).length, 15);
  assert.equal(shownList(plain.slice(0, 3)).length, 3);
});
