/**
 * The reserved MQTT topics: jobs requests, replies, notifications and events
 * (docs/service/devices.md#topics-of-requests, docs/service/notifications.md#namespaces;
 * docs/service/gateway.md#publish-and-subscribe and 11).
 */
import type { deviceOperations } from './operations/device/index.ts';

const PREFIX = '$aws/things/';

/** A request of the jobs API, as its topic says it. The ids are as they came; validate them. */
export interface JobsRequest {
  readonly kind: 'request';
  readonly operation: keyof typeof deviceOperations;
  readonly thingName: string;
  /** A job id or `$next`; absent in the requests of a whole thing. */
  readonly jobId?: string;
  readonly namespaceId?: string;
}

/**
 * `service-only`: a reply or a notification, which no client may publish. `unknown`: to be rejected with InvalidTopic.
 */
export type JobsTopic = JobsRequest | { readonly kind: 'service-only' } | { readonly kind: 'unknown' };

const serviceOnly = { kind: 'service-only' } as const;
const unknown = { kind: 'unknown' } as const;

/**
 * Reads a topic below `$aws/things/T/jobs/`; undefined for any other. Jobs may be called like verbs, so the number of
 * levels decides, not the name: `jobs/get/get` describes the job `get`.
 */
export function parseJobsTopic(topic: string): JobsTopic | undefined {
  if (!topic.startsWith(PREFIX)) return undefined;
  const end = topic.indexOf('/', PREFIX.length);
  if (end === -1 || !topic.startsWith('/jobs/', end)) return undefined;
  const thingName = topic.slice(PREFIX.length, end);
  const tail = topic.slice(end + '/jobs/'.length);
  if (tail.endsWith('/accepted') || tail.endsWith('/rejected')) return serviceOnly;
  const levels = tail.split('/');
  const [first = '', second = '', third = ''] = levels;
  switch (levels.length) {
    case 1:
      return thingLevelRequest(thingName, first);
    case 2:
      return second.startsWith('notify-namespace-') ? serviceOnly : jobLevelRequest(thingName, first, second);
    case 3:
      if (second.startsWith('notify-namespace-') && third === '') return serviceOnly;
      return second.startsWith('namespace-')
        ? jobLevelRequest(thingName, first, third, second.slice('namespace-'.length))
        : unknown;
    default:
      return unknown;
  }
}

function thingLevelRequest(thingName: string, verb: string): JobsTopic {
  if (verb === 'get') return { kind: 'request', operation: 'GetPendingJobExecutions', thingName };
  if (verb === 'start-next') return { kind: 'request', operation: 'StartNextPendingJobExecution', thingName };
  const isServiceOnly = verb.startsWith('notify') || verb === 'accepted' || verb === 'rejected';
  return isServiceOnly ? serviceOnly : unknown;
}

function jobLevelRequest(thingName: string, jobId: string, verb: string, namespaceId?: string): JobsTopic {
  const operation =
    verb === 'get' ? 'DescribeJobExecution' : verb === 'update' && jobId !== '$next' ? 'UpdateJobExecution' : undefined;
  if (operation === undefined) return unknown;
  return namespaceId === undefined
    ? { kind: 'request', operation, thingName, jobId }
    : { kind: 'request', operation, thingName, jobId, namespaceId };
}

/** What all topics of a thing's jobs begin with, without the last slash. */
export function jobsPrefix(thingName: string): string {
  return `${PREFIX}${thingName}/jobs`;
}

/**
 * The topics of all requests that concern a job of a thing, those of the job itself in its namespace if one is given
 * (docs/service/notifications.md#namespaces).
 */
export function requestTopics(thingName: string, jobId: string, namespaceId?: string) {
  const prefix = jobsPrefix(thingName);
  const namespace = namespaceId === undefined ? '' : `/namespace-${namespaceId}`;
  return {
    getPending: `${prefix}/get`,
    startNext: `${prefix}/start-next`,
    describeNext: `${prefix}/$next${namespace}/get`,
    describe: `${prefix}/${jobId}${namespace}/get`,
    update: `${prefix}/${jobId}${namespace}/update`,
  };
}

/** Where a request is answered: its own topic, literally, and the outcome. */
export function replyTopic(requestTopic: string, outcome: 'accepted' | 'rejected'): string {
  return `${requestTopic}/${outcome}`;
}

/** The topic of JobExecutionsChanged, for the executions without a namespace or for those of one. */
export function notifyTopic(thingName: string, namespaceId?: string): string {
  return namespaceId === undefined
    ? `${PREFIX}${thingName}/jobs/notify`
    : `${PREFIX}${thingName}/jobs/notify-namespace-${namespaceId}`;
}

/** The topic of NextJobExecutionChanged. */
export function notifyNextTopic(thingName: string, namespaceId?: string): string {
  return namespaceId === undefined
    ? `${PREFIX}${thingName}/jobs/notify-next`
    : `${PREFIX}${thingName}/jobs/notify-next-namespace-${namespaceId}`;
}

/** The documented per-job forms of the namespaced list notification: without and with the final slash. */
export function jobNotifyTopics(thingName: string, jobId: string, namespaceId: string): readonly [string, string] {
  const topic = `${PREFIX}${thingName}/jobs/${jobId}/notify-namespace-${namespaceId}`;
  return [topic, `${topic}/`];
}

export function presenceTopic(event: 'connected' | 'disconnected', clientId: string): string {
  return `$aws/events/presence/${event}/${clientId}`;
}

/**
 * Where it is told that a device has been registered by itself
 * (docs/service/identity.md#devices-that-register-themselves).
 */
export function certificateRegisteredTopic(caCertificateId: string): string {
  return `$aws/events/certificates/registered/${caCertificateId}`;
}

/** Whether clients may publish here only what the service understands; everything else is theirs. */
export function isReservedTopic(topic: string): boolean {
  return topic.startsWith('$');
}
