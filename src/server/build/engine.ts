/** Builds the engine, which publishes through the MQTT gateway, and what moves a virtual clock through its work. */
import { type Engine, startEngine } from '../../engine/start.ts';
import { virtualTime } from '../../engine/virtual-time.ts';
import type { Connectivity } from '../../engine/workers/connectivity.ts';
import type { MqttGateway } from '../../gateway/mqtt/gateway.ts';
import { jobsNotifications } from '../../gateway/mqtt/notifications.ts';
import type { OperationContext } from '../../operations/context.ts';
import type { VirtualTime } from '../../operations/extensions/context.ts';
import type { Database } from '../../store/database/database.ts';
import { writeVirtualPresent } from '../../store/database/virtual-clock.ts';
import type { PresignedUrls } from '../../store/job/presigned-url.ts';
import type { Time } from '../time.ts';
import type { BuildContext } from './context.ts';

/** Hours of a rollout are few steps for a virtual clock; the rate of each minute holds all the same. */
const VIRTUAL_SHARE = 100;

export interface EngineParts {
  readonly mqtt: MqttGateway;
  readonly connectivity: Connectivity;
  readonly presignedUrls: PresignedUrls;
  readonly time: Time;
  /** How many device requests wait or are being worked on. */
  readonly devicePending: () => number;
}

/** Starts the engine. It begins with what an earlier run left undone, so the gateway must be ready to publish. */
export async function buildEngine(
  { lifetime, log, settings, signals, store }: BuildContext,
  { clock, newId, settings: { account, quotas } }: OperationContext,
  { connectivity, devicePending, mqtt, presignedUrls, time }: EngineParts,
): Promise<Engine> {
  const engine = await startEngine({
    database: store.general,
    clock,
    account,
    quotas,
    signals,
    connectivity,
    smallestShare: time.virtual === undefined ? 1 : VIRTUAL_SHARE,
    minimumDeletionMs: settings.minimumDeletionSeconds * 1_000,
    publisher: jobsNotifications(mqtt),
    presignedUrls,
    devicePending,
    newId,
    onCrowdedOut: (thingNames) =>
      log.error(
        { things: thingNames.length, first: thingNames[0] },
        'things match dynamic groups but are in too many groups',
      ),
    onRefusedQuery: (group, reason) =>
      log.error({ group, reason }, 'a dynamic thing group has a query that is refused; give it another one'),
    onError: (worker, error) => log.error({ worker, err: error }, 'the engine failed; it tries again'),
  });
  lifetime.add('engine', () => engine.stop());
  return engine;
}

/** Moves a virtual clock through everything that falls due; nobody moves the machine's. */
export function timeMachine({ virtual }: Time, database: Database, engine: Engine): VirtualTime | undefined {
  if (virtual === undefined) return undefined;
  const remember = (present: number) => writeVirtualPresent(database, present);
  return { moveTo: virtualTime({ clock: virtual, remember, settle: (all) => engine.settle(all) }) };
}
