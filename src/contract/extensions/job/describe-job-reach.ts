import { defineOperation } from '../../operation.ts';
import { jobId, thingName, timestamp } from '../../shapes/common.ts';
import { jobExecutionStatus } from '../../shapes/job.ts';

const text = { type: 'string' } as const;
const boolean = { type: 'boolean' } as const;

const reachingTarget = {
  type: 'structure',
  members: {
    targetArn: { shape: text },
    /** Since when the thing is in the group, or in one below it; absent where the target is the thing itself. */
    memberSince: { shape: timestamp },
  },
} as const;

const rollout = {
  type: 'structure',
  members: {
    /** How many executions it has made so far. */
    released: { shape: { type: 'long' } },
    /** The rate in force; absent where there is none. */
    ratePerMinute: { shape: { type: 'integer' } },
    nextReleaseAt: { shape: timestamp },
    /** False while older jobs use up what may roll out at the same time. */
    isInTurn: { shape: boolean },
    /** The group whose members it goes through now, in the order of their names, and the last of them that it came to. */
    thingGroupName: { shape: text },
    afterThingName: { shape: text },
  },
} as const;

const pendingExecution = {
  type: 'structure',
  members: {
    jobId: { shape: jobId },
    executionNumber: { shape: { type: 'long' } },
    status: { shape: jobExecutionStatus },
    queuedAt: { shape: timestamp },
    startedAt: { shape: timestamp },
  },
} as const;

const connection = {
  type: 'structure',
  members: {
    isConnected: { shape: boolean },
    /** Of the client that is connected for the thing. */
    clientId: { shape: text },
    /** Since when it is as it is; absent where nobody has written that down: connectivity is not indexed. */
    since: { shape: timestamp },
    disconnectReason: { shape: text },
    /** Whether anybody is subscribed to the notifications about the thing's jobs. */
    isSubscribed: { shape: boolean },
  },
} as const;

export const describeJobReach = defineOperation({
  name: 'DescribeJobReach',
  service: 'iot',
  method: 'GET',
  path: '/x/things/{thingName}/jobs/{jobId}/reach',
  sentence:
    'Tells how a job reaches a thing: by which targets, how far its rollout is, and what is before it on the device.',
  input: {
    thingName: { shape: thingName, in: 'path', required: true },
    jobId: { shape: jobId, in: 'path', required: true },
  },
  output: {
    /** What time it is for the server. */
    now: { shape: timestamp },
    targets: { shape: { type: 'list', of: reachingTarget } },
    /** Absent when nothing is left to be rolled out. */
    rollout: { shape: rollout },
    /** Whether a change of the thing's groups is still to be followed by this job. */
    isMembershipChanging: { shape: boolean },
    /** Whether an execution of the job on the thing was deleted on request: it gets no other one. */
    isExecutionDeleted: { shape: boolean },
    /** Whether the job's end time has passed: nothing more is rolled out. */
    isScheduleOver: { shape: boolean },
    /** The list of the thing that the job belongs to, in the order in which the device is offered it. */
    pending: { shape: { type: 'list', of: pendingExecution } },
    connection: { shape: connection },
  },
  errors: ['InvalidRequestException', 'ResourceNotFoundException'],
  resources: ['thing/{thingName}', 'job/{jobId}'],
});
