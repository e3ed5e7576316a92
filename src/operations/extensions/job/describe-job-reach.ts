/** How a job reaches a thing, for whoever wonders why a device has not moved. */
import type { ExtensionOperations } from '../../../contract/extensions/index.ts';
import type { OutputOf } from '../../../contract/operation.ts';
import { jobNotifyTopics, notifyNextTopic, notifyTopic } from '../../../contract/topics.ts';
import { parseArn, thingArn } from '../../../domain/arn.ts';
import type { Job } from '../../../domain/job/job.ts';
import { ratePerMinute } from '../../../domain/rollout.ts';
import { findJob } from '../../../store/job/job.ts';
import {
  findConnectivity,
  findReachingTargets,
  findRolloutState,
  isExecutionDeleted,
  isMembershipChanging,
  type RolloutState,
} from '../../../store/job/job-reach.ts';
import { countExecutions } from '../../../store/job-execution/job-execution-count.ts';
import { readPendingLists } from '../../../store/job-execution/pending-list.ts';
import { listPrincipalsOfThing } from '../../../store/thing/thing-principal.ts';
import type { OperationContext } from '../../context.ts';
import { requireJob } from '../../job/find.ts';
import type { ConnectedClients, ExtensionHandler } from '../context.ts';

type Reach = OutputOf<ExtensionOperations['DescribeJobReach']>;

/** More certificates of one thing are not looked at. */
const CERTIFICATES = 25;

/** ResourceNotFoundException if there is no such job; a thing need not exist. */
export const describeJobReach: ExtensionHandler<'DescribeJobReach'> = async (context, { jobId, thingName }) => {
  const { clients, clock, database, settings } = context;
  const job = requireJob(await findJob(database, jobId), jobId, undefined);
  const thing = { thingName, thingArn: thingArn(settings.account, thingName) };
  const [targets, rollout, isChanging, isDeleted, [list], connection] = await Promise.all([
    findReachingTargets(database, job.jobNumber, thing),
    findRolloutState(database, job.jobNumber, clock.now(), settings.quotas.concurrentJobs),
    isMembershipChanging(database, job.jobNumber, thingName),
    isExecutionDeleted(database, job.jobNumber, thingName),
    readPendingLists(database, [{ thingName, namespaceId: job.namespaceId }]),
    connectionOf(context, { thingName, jobId, namespaceId: job.namespaceId ?? undefined }, clients),
  ]);
  return {
    now: clock.now(),
    targets: targets.map(({ memberSince, targetArn }) => ({ targetArn, memberSince: memberSince ?? undefined })),
    rollout: rollout === undefined ? undefined : await shownRollout(context, job, rollout),
    isMembershipChanging: isChanging,
    isExecutionDeleted: isDeleted,
    isScheduleOver: job.schedulePhase === 'ENDED',
    pending: (list?.executions ?? []).map(({ executionNumber, jobId, queuedAt, startedAt, status }) => ({
      jobId,
      executionNumber,
      status,
      queuedAt,
      startedAt: startedAt ?? undefined,
    })),
    connection,
  };
};

async function shownRollout(
  { database, settings }: OperationContext,
  job: Job,
  { afterThingName, isInTurn, nextReleaseAt, released, thingGroupName }: RolloutState,
): Promise<Reach['rollout']> {
  const { SUCCEEDED: succeeded = 0 } = await countExecutions(database, job.jobNumber);
  const rate = ratePerMinute(
    job.rolloutConfig,
    { notified: released, succeeded },
    settings.quotas.rolloutRatePerMinute,
  );
  return {
    released,
    ratePerMinute: rate ?? undefined,
    nextReleaseAt,
    isInTurn,
    thingGroupName: thingGroupName ?? undefined,
    afterThingName: thingGroupName === null ? undefined : afterThingName,
  };
}

interface Reached {
  readonly thingName: string;
  readonly jobId: string;
  readonly namespaceId: string | undefined;
}

/** What the gateway knows now goes before what the index wrote down a moment ago. */
async function connectionOf(
  { database, settings }: OperationContext,
  reached: Reached,
  clients: ConnectedClients,
): Promise<Reach['connection']> {
  const { thingName } = reached;
  const exclusive = await listPrincipalsOfThing(database, thingName, 'EXCLUSIVE_THING', '', CERTIFICATES);
  const certificateIds = exclusive.map(({ principal }) => parseArn(settings.account, principal)?.name ?? '');
  const client = clients.findClient(thingName, certificateIds);
  const isSubscribed = notificationTopics(reached).some((topic) => clients.hasSubscriber(topic));
  if (client !== undefined) return { isConnected: true, ...client, isSubscribed };
  const known = await findConnectivity(database, thingName);
  const isKnown = known !== undefined && !known.connected;
  return {
    isConnected: false,
    since: isKnown ? known.changedAt : undefined,
    disconnectReason: isKnown ? (known.disconnectReason ?? undefined) : undefined,
    isSubscribed,
  };
}

/**
 * A job in a namespace is announced on topics of the namespace instead of the plain ones
 * (docs/service/notifications.md#namespaces).
 */
function notificationTopics({ jobId, namespaceId, thingName }: Reached): readonly string[] {
  const ofJob = namespaceId === undefined ? [] : jobNotifyTopics(thingName, jobId, namespaceId);
  return [notifyTopic(thingName, namespaceId), notifyNextTopic(thingName, namespaceId), ...ofJob];
}
