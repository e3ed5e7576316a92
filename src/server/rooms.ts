/** Builds the rooms between the store and the listeners, and shows them each other. */
import { randomUUID } from 'node:crypto';
import { deviceIdentities } from '../access/device-identities.ts';
import { createDevicePolicies } from '../access/device-policies/device-policies.ts';
import { type Engine, startEngine } from '../engine/start.ts';
import { virtualTime } from '../engine/virtual-time.ts';
import { everythingAllowed } from '../gateway/device-permissions.ts';
import { authorizeDevice } from '../gateway/http/authorize-device.ts';
import { createHttpGateway, type HttpGateway } from '../gateway/http/gateway.ts';
import type { TlsSettings } from '../gateway/http/listener.ts';
import { createMqttGateway, type MqttGateway } from '../gateway/mqtt/gateway.ts';
import { jobsNotifications } from '../gateway/mqtt/notifications.ts';
import { wallClock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { justInTimeRegistration } from '../operations/ca-certificate/just-in-time-registration.ts';
import type { OperationContext } from '../operations/context.ts';
import { createDeviceLane } from '../operations/device/index.ts';
import { operationHandlers } from '../operations/index.ts';
import { atDocumentedRates, devicesAtDocumentedRates } from '../operations/request-rates.ts';
import type { AfterCommit } from '../store/database/change.ts';
import type { Database } from '../store/database/database.ts';
import { writeVirtualPresent } from '../store/database/virtual-clock.ts';
import { deleteMessages, listMessages, putMessages } from '../store/mqtt/mqtt-message.ts';
import { deleteSessions, listSessions, putSessions } from '../store/mqtt/mqtt-session.ts';
import { isLoopback, publicHostOf } from './addresses.ts';
import { authorityRoutes } from './authority-routes.ts';
import { shownBy } from './certificates/shown-certificate.ts';
import { clockRoutes } from './clock-routes.ts';
import { devicePermissionRoutes } from './device-permission-routes.ts';
import type { Ground } from './ground.ts';
import { jobReachRoutes } from './job-reach-routes.ts';
import type { Lifetime } from './lifetime.ts';
import { openObjects } from './object-store.ts';
import { openOperators } from './operators.ts';
import type { Settings } from './settings/table.ts';
import { setClock, type Time } from './time.ts';

/** Less than what the whole stop may take. */
const CLOSE_GRACE_MS = 2_000;

/** Hours of a rollout are few steps for a virtual clock; the rate of each minute holds all the same. */
const VIRTUAL_SHARE = 100;

export interface Rooms {
  readonly context: OperationContext;
  readonly http: HttpGateway;
  readonly https: HttpGateway;
  readonly mqtt: MqttGateway;
  /** Tells the operations what DescribeEndpoint answers for `iot:Jobs`, once the port is known. */
  readonly setJobsEndpoint: (endpoint: string) => void;
}

/** Everything between the store and the listeners. The engine runs from here on; nobody is let in yet. */
export async function buildRooms(settings: Settings, log: Log, lifetime: Lifetime, ground: Ground): Promise<Rooms> {
  const { store, certificates } = ground;
  const account = { partition: settings.partition, region: settings.region, accountId: settings.accountId };
  // Operations and engine know of each other through this only. Both are hints: what is stored is never lost.
  const engine: { current?: Engine } = {};
  const after: AfterCommit = {
    announce: (stored) => engine.current?.announce(stored),
    wake: (worker) => engine.current?.wake(worker),
  };
  const time = await setClock(settings, store.general);
  const { clock } = time;
  const { objectStore, presignedUrls } = await openObjects(settings, log, lifetime);
  const lane = createDeviceLane({ database: store.device, clock, account, after, newId: randomUUID, presignedUrls });
  const isLimited = settings.requestRates === 'documented';
  const operations = isLimited ? atDocumentedRates(operationHandlers, wallClock) : operationHandlers;
  const deviceOperations = isLimited ? devicesAtDocumentedRates(lane.operations, wallClock) : lane.operations;
  const identities = deviceIdentities(store.general, wallClock);
  const devicePolicies = createDevicePolicies({ database: store.general, account, log });
  lifetime.add('device policies', () => devicePolicies.stop());
  const permissions = settings.devicePolicies === 'enforce' ? devicePolicies : everythingAllowed;
  const mqtt = createMqttGateway({
    operations: deviceOperations,
    identities,
    permissions,
    signerPermissions: { admit: (client) => operators.signerPermissions.admit(client) },
    closeOnDenied: settings.closeOnDenied,
    onRefusal: (refusal) => operators.recordRefusal(refusal),
    clock,
    log,
    introduce: justInTimeRegistration({
      database: store.general,
      account,
      clock,
      wallClock,
      newId: randomUUID,
      publish: (topic, payload) => mqtt.publish(topic, payload),
    }),
    clients: {
      clientConnected: (...client) => engine.current?.clients.clientConnected(...client),
      clientDisconnected: (...client) => engine.current?.clients.clientDisconnected(...client),
    },
    sessions: {
      put: (sessions) => putSessions(store.general, sessions),
      remove: (clientIds) => deleteSessions(store.general, clientIds),
      list: (afterClientId, limit) => listSessions(store.general, afterClientId, limit),
      messages: {
        put: (messages) => putMessages(store.general, messages),
        remove: (messages) => deleteMessages(store.general, messages),
        list: (after, limit) => listMessages(store.general, after, limit),
      },
    },
    settings: settings.mqtt,
  });
  lifetime.add('MQTT gateway', () => mqtt.close());
  // Before the engine tells what an earlier run left to be told.
  await mqtt.restore();
  const running = await startEngine({
    database: store.general,
    clock,
    account,
    quotas: settings.quotas,
    smallestShare: time.virtual === undefined ? 1 : VIRTUAL_SHARE,
    minimumDeletionMs: settings.minimumDeletionSeconds * 1_000,
    publisher: jobsNotifications(mqtt),
    presignedUrls,
    devicePending: () => lane.pending(),
    newId: randomUUID,
    onCrowdedOut: (thingNames) =>
      log.error(
        { things: thingNames.length, first: thingNames[0] },
        'things match dynamic groups but are in too many groups',
      ),
    onError: (worker, error) => log.error({ worker, err: error }, 'the engine failed; it tries again'),
  });
  engine.current = running;
  lifetime.add('engine', () => running.stop());
  const host = publicHostOf(settings);
  const endpoints = { data: host, jobs: host, credentialProvider: host };
  const context: OperationContext = {
    database: store.general,
    clock,
    settings: { account, quotas: settings.quotas, endpoints },
    after,
    newId: randomUUID,
    certificateAuthority: certificates.authority,
    objectStore,
    certificateChanged: (certificateId) => mqtt.dropCertificate(certificateId),
    permissionsChanged: (change) => devicePolicies.changed(change),
  };
  const moveTo = timeMachine(time, store.general, running);
  const operators = openOperators(settings, log, lifetime, ground, context, wallClock);
  const createGateway = (tls?: TlsSettings) => {
    const gateway = createHttpGateway({
      operations,
      deviceOperations,
      ...operators,
      acceptWebSocket: (stream, peer) => mqtt.accept(stream, peer),
      deviceIdentities: identities,
      async authorize(asked) {
        const { caller } = asked;
        if (caller.kind === 'certificate') await authorizeDevice({ permissions, log }, caller, asked);
        else await operators.authorize(asked);
      },
      wallClock,
      trouble: () => store.health.trouble,
      region: account.region,
      extensionRoutes: [
        ...clockRoutes({ time, moveTo, unsigned: time.virtual !== undefined && isLoopback(settings.host) }),
        ...operators.routes,
        ...devicePermissionRoutes,
        ...authorityRoutes(certificates),
        ...jobReachRoutes(mqtt),
      ],
      log,
      limits: { closeGraceMs: CLOSE_GRACE_MS },
      ...(tls === undefined ? {} : { tls }),
    });
    // It is not closed before the MQTT connections are that came through it.
    return { ...gateway, close: async () => void (await Promise.all([gateway.close(), mqtt.close()])) };
  };
  const http = createGateway();
  const https = createGateway({
    ...shownBy(certificates),
    requestCertificate: true,
    otherProtocols: { 'x-amzn-mqtt-ca': (socket) => mqtt.acceptTls(socket) },
  });
  return {
    context,
    http,
    https,
    mqtt,
    setJobsEndpoint: (endpoint) => {
      endpoints.jobs = endpoint;
    },
  };
}

/** Moves a virtual clock through everything that falls due; nobody asks it to move the machine's. */
function timeMachine({ virtual }: Time, database: Database, engine: Engine): (instant: number) => Promise<void> {
  if (virtual === undefined) return () => Promise.resolve();
  const remember = (present: number) => writeVirtualPresent(database, present);
  return virtualTime({ clock: virtual, remember, settle: (all) => engine.settle(all) });
}
