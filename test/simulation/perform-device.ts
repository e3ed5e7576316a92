/** Requests of devices: their topics are read and answered as the gateway does it. */
import { JobsRejection } from '../../src/contract/rejections.ts';
import { type JobsRequest, parseJobsTopic, replyTopic } from '../../src/contract/topics.ts';
import { type DeviceOperation, executionText, type Outcome } from './operation.ts';
import type { Process } from './process.ts';

/** The topic of a request; undefined where only HTTPS has it. */
function requestTopic(operation: DeviceOperation): string | undefined {
  const jobs = `$aws/things/${operation.thing}/jobs`;
  switch (operation.kind) {
    case 'start next':
      return `${jobs}/start-next`;
    case 'list pending':
      return operation.namespace === undefined ? `${jobs}/get` : undefined;
    default: {
      const { jobId, kind, namespace } = operation;
      const level = namespace === undefined ? '' : `/namespace-${namespace}`;
      return `${jobs}/${jobId}${level}/${kind === 'update' ? 'update' : 'get'}`;
    }
  }
}

type Address = Pick<JobsRequest, 'thingName' | 'jobId' | 'namespaceId'>;

function addressOf(operation: DeviceOperation, topic: string | undefined): Address {
  if (topic === undefined) {
    // A request over HTTPS.
    return operation.kind === 'list pending' && operation.namespace !== undefined
      ? { thingName: operation.thing, namespaceId: operation.namespace }
      : { thingName: operation.thing };
  }
  const request = parseJobsTopic(topic);
  if (request?.kind !== 'request') throw new Error(`No request has the topic ${topic}.`);
  const { jobId, namespaceId, thingName } = request;
  return {
    thingName,
    ...(jobId === undefined ? {} : { jobId }),
    ...(namespaceId === undefined ? {} : { namespaceId }),
  };
}

export async function answerDevice(process: Process, operation: DeviceOperation): Promise<Outcome> {
  const topic = requestTopic(operation);
  const topicOf = (outcome: 'accepted' | 'rejected') => (topic === undefined ? undefined : replyTopic(topic, outcome));
  try {
    const answer = await deviceAnswer(process, operation, addressOf(operation, topic));
    return { kind: 'accepted', answer, topic: topicOf('accepted') };
  } catch (error) {
    if (!(error instanceof JobsRejection)) throw error;
    return { kind: 'refused', code: error.code, topic: topicOf('rejected') };
  }
}

/** Short texts: which execution, its status and its version. */
async function deviceAnswer({ devices }: Process, operation: DeviceOperation, address: Address): Promise<string> {
  const { thingName } = address;
  const jobId = address.jobId ?? '';
  const inNamespace = address.namespaceId === undefined ? {} : { namespaceId: address.namespaceId };
  switch (operation.kind) {
    case 'start next': {
      const { execution } = await devices.StartNextPendingJobExecution({
        thingName,
        ...(operation.details === undefined ? {} : { statusDetails: operation.details }),
        ...(operation.stepMinutes === undefined ? {} : { stepTimeoutInMinutes: operation.stepMinutes }),
      });
      return executionText(execution);
    }
    case 'describe': {
      const { number } = operation;
      const { execution } = await devices.DescribeJobExecution({
        thingName,
        jobId,
        ...inNamespace,
        ...(number === undefined ? {} : { executionNumber: number }),
      });
      return executionText(execution);
    }
    case 'update': {
      const { details, expectedVersion, number, status, stepMinutes } = operation;
      const { executionState } = await devices.UpdateJobExecution({
        thingName,
        jobId,
        status,
        includeJobExecutionState: true,
        ...inNamespace,
        ...(number === undefined ? {} : { executionNumber: number }),
        ...(expectedVersion === undefined ? {} : { expectedVersion }),
        ...(details === undefined ? {} : { statusDetails: details }),
        ...(stepMinutes === undefined ? {} : { stepTimeoutInMinutes: stepMinutes }),
      });
      return `${executionState?.status} v${executionState?.versionNumber}`;
    }
    case 'list pending': {
      const { inProgressJobs, queuedJobs } = await devices.GetPendingJobExecutions({ thingName, ...inNamespace });
      const names = (jobs: typeof queuedJobs) => jobs.map((job) => `${job.jobId}#${job.executionNumber}`).join(' ');
      return `IN_PROGRESS: ${names(inProgressJobs)} QUEUED: ${names(queuedJobs)}`;
    }
  }
}
