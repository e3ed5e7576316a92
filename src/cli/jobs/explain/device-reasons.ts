/** What keeps a device from hearing of its jobs: no certificate, a policy, or no connection. */
import { notifyNextTopic, notifyTopic, requestTopics } from '../../../contract/topics.ts';
import type { Facts, Permissions, Reach } from './facts.ts';
import { at, facts, type Reason, since } from './reason.ts';

interface Moment {
  readonly nowMs: number;
  /** Whether the execution is on the list that the device is shown, and not started. */
  readonly isOffered: boolean;
}

/** None where the device is there and may do what it needs to. */
export function deviceReasons(known: Facts, moment: Moment): readonly Reason[] {
  const { permissions, reach } = known;
  const refused =
    permissions === undefined ? [] : forbidden(known, permissions, reach?.connection?.isConnected === true);
  // Who is not let in is not connected, which need not be said.
  const isShutOut = refused.some(({ code }) => code !== 'POLICY_FORBIDS_TOPIC');
  return [...refused, ...(reach === undefined || isShutOut ? [] : connection(known, reach, moment))];
}

type Certificate = NonNullable<Permissions['certificates']>[number];
type Permission = NonNullable<Certificate['permissions']>[number];

/** What none of the active certificates may do. A device that is connected has been let in, whatever its policies say now. */
function forbidden(
  { job, jobId, thingName }: Facts,
  { certificates = [] }: Permissions,
  isConnected: boolean,
): readonly Reason[] {
  const next = `musterd policy test-device ${thingName}`;
  if (certificates.length === 0) {
    if (isConnected) return [];
    return [
      {
        code: 'NO_CERTIFICATE',
        sentence: 'No certificate is attached to the thing, so no device can act as it.',
        facts: facts({ certificates: 0 }),
        next: 'attach one (attach-thing-principal)',
      },
    ];
  }
  const active = certificates.filter(({ status }) => status === 'ACTIVE');
  if (active.length === 0) {
    const [{ certificateId, status } = {}] = certificates;
    const sentence = 'No certificate of the thing is active, so the device is not let in.';
    return [
      {
        code: 'CERTIFICATE_INACTIVE',
        sentence,
        facts: facts({ certificateId, status }),
        next: 'activate it (update-certificate)',
      },
    ];
  }
  const refused = (action: string, end: string): Permission | undefined => {
    const found = active.map(({ permissions = [] }) =>
      permissions.find((one) => one.action === action && one.resource?.endsWith(end)),
    );
    return found.every((permission) => permission?.allowed === false) ? found[0] : undefined;
  };
  const connect = refused('iot:Connect', '');
  if (connect !== undefined && !isConnected) {
    return [
      {
        code: 'POLICY_FORBIDS_CONNECT',
        sentence: `The device may not connect: ${connect.reason}.`,
        facts: permissionFacts(connect),
        next,
      },
    ];
  }
  return needsOf(thingName, jobId, job?.namespaceId)
    .map((ways) => ways.map(([action, topic]) => refused(action, topic)))
    .filter((ways): ways is Permission[] => ways.every((way) => way !== undefined))
    .flatMap(([permission]) => (permission === undefined ? [] : [permission]))
    .map((permission) => ({
      code: 'POLICY_FORBIDS_TOPIC',
      sentence: `The device may not ${verbOf(permission)} ${permission.resource?.replace(/^[^/]*\//, '')}: ${permission.reason}.`,
      facts: permissionFacts(permission),
      next,
    }));
}

type Need = readonly (readonly [action: string, topic: string])[];

/**
 * Each is something that device software needs, with the ways in which it may do it; the first is the one to be named. A
 * job in a namespace is announced on the topics of the namespace only; who knows its id may use the plain ones too.
 */
function needsOf(thingName: string, jobId: string, namespaceId: string | undefined): readonly Need[] {
  const isPlain = namespaceId === undefined;
  const ways = (action: string, topics: readonly string[]): Need => topics.map((topic) => [action, topic] as const);
  const plain = requestTopics(thingName, jobId);
  const own = requestTopics(thingName, jobId, namespaceId);
  const heard = [notifyNextTopic(thingName, namespaceId), notifyTopic(thingName, namespaceId)];
  const asked = isPlain
    ? [plain.startNext, plain.describeNext, plain.getPending]
    : [own.describeNext, own.describe, plain.describe];
  const updated = isPlain ? [plain.update] : [own.update, plain.update];
  return [
    ways('iot:Subscribe', heard),
    ways('iot:Receive', heard),
    ways('iot:Publish', asked),
    ways('iot:Publish', updated),
  ];
}

function verbOf({ action = '' }: Permission): string {
  return { 'iot:Subscribe': 'subscribe to', 'iot:Receive': 'receive', 'iot:Publish': 'publish to' }[action] ?? action;
}

function permissionFacts({ action, reason, resource }: Permission) {
  return facts({ action, resource, reason });
}

function connection(
  { job, thingName }: Facts,
  { connection = {} }: Reach,
  { isOffered, nowMs }: Moment,
): readonly Reason[] {
  const { clientId, disconnectReason, isConnected, isSubscribed, since: changedAt } = connection;
  const based = facts({ isConnected, clientId, since: at(changedAt), disconnectReason, isSubscribed });
  if (isConnected === true) {
    if (isSubscribed === true || !isOffered) return [];
    const sentence = `The device, connected ${since(changedAt, nowMs)}, is not subscribed to the notifications of its jobs.`;
    return [
      {
        code: 'NOT_SUBSCRIBED',
        sentence,
        facts: based,
        next: `the device can subscribe to ${notifyNextTopic(thingName, job?.namespaceId)}, or ask`,
      },
    ];
  }
  const left =
    changedAt === undefined
      ? ''
      : `: it left ${since(changedAt, nowMs)}${disconnectReason === undefined ? '' : ` (${disconnectReason})`}`;
  return [
    {
      code: 'NOT_CONNECTED',
      sentence: `The device is not connected over MQTT${left}.`,
      facts: based,
      next:
        changedAt === undefined
          ? 'since when is only known where connectivity is indexed (update-indexing-configuration)'
          : undefined,
    },
  ];
}
