/** Builds the rooms between the store and the listeners, and shows them each other. */
import { randomUUID } from 'node:crypto';
import type { Account } from '../domain/arn.ts';
import { type Engine, startEngine } from '../engine/start.ts';
import { createHttpGateway, type HttpGateway } from '../gateway/http/gateway.ts';
import type { TlsSettings } from '../gateway/http/listener.ts';
import type { AccessKeys } from '../gateway/http/verify-signature.ts';
import { createMqttGateway, type MqttGateway } from '../gateway/mqtt/gateway.ts';
import { jobsNotifications } from '../gateway/mqtt/notifications.ts';
import { wallClock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { OperationContext } from '../operations/context.ts';
import { createDeviceLane } from '../operations/device/index.ts';
import { deviceIdentities } from '../operations/device-identities.ts';
import { operationHandlers } from '../operations/index.ts';
import type { AfterCommit } from '../store/change.ts';
import { publicHostOf } from './addresses.ts';
import type { Ground } from './ground.ts';
import type { Lifetime } from './lifetime.ts';
import { openObjects } from './object-store.ts';
import type { RootCredentials } from './root-credentials.ts';
import type { Settings } from './settings/table.ts';

/** Less than what the whole stop may take. */
const CLOSE_GRACE_MS = 2_000;

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
  const { store, certificates, credentials } = ground;
  const account = { partition: settings.partition, region: settings.region, accountId: settings.accountId };
  // Operations and engine know of each other through this only. Both are hints: what is stored is never lost.
  const engine: { current?: Engine } = {};
  const after: AfterCommit = {
    announce: (stored) => engine.current?.announce(stored),
    wake: (worker) => engine.current?.wake(worker),
  };
  const { objectStore, presignedUrls } = await openObjects(settings, log, lifetime);
  const lane = createDeviceLane({
    database: store.device,
    clock: wallClock,
    account,
    after,
    newId: randomUUID,
    presignedUrls,
  });
  const identities = deviceIdentities(store.general, wallClock);
  const mqtt = createMqttGateway({
    operations: lane.operations,
    identities,
    clock: wallClock,
    log,
    settings: settings.mqtt,
  });
  lifetime.add('MQTT gateway', () => mqtt.close());
  engine.current = await startEngine({
    database: store.general,
    clock: wallClock,
    account,
    quotas: settings.quotas,
    minimumDeletionMs: settings.minimumDeletionSeconds * 1_000,
    publisher: jobsNotifications(mqtt),
    presignedUrls,
    devicePending: () => lane.pending(),
    newId: randomUUID,
    onError: (worker, error) => log.error({ worker, err: error }, 'the engine failed; it tries again'),
  });
  lifetime.add('engine', () => engine.current?.stop());
  const host = publicHostOf(settings);
  const endpoints = { data: host, jobs: host, credentialProvider: host };
  const context: OperationContext = {
    database: store.general,
    clock: wallClock,
    settings: { account, quotas: settings.quotas, endpoints },
    after,
    newId: randomUUID,
    certificateAuthority: certificates.authority,
    objectStore,
    certificateChanged: (certificateId) => mqtt.dropCertificate(certificateId),
  };
  const createGateway = (tls?: TlsSettings) =>
    createHttpGateway({
      operations: operationHandlers,
      context,
      deviceOperations: lane.operations,
      accessKeys: rootOnly(account, credentials),
      deviceIdentities: identities,
      // There is one user, root, who may do everything; policies of devices are not enforced yet.
      authorize: async () => undefined,
      wallClock,
      region: account.region,
      log,
      limits: { closeGraceMs: CLOSE_GRACE_MS },
      ...(tls === undefined ? {} : { tls }),
    });
  const http = createGateway();
  const https = createGateway({
    key: certificates.server.privateKeyPem,
    cert: certificates.server.certificatePem,
    requestCertificate: true,
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

/** The keys of the root user, and no others. */
function rootOnly({ partition, accountId }: Account, { accessKeyId, secretAccessKey }: RootCredentials): AccessKeys {
  const key = { secretAccessKey, principal: { arn: `arn:${partition}:iam::${accountId}:root` } };
  return { find: async (id) => (id === accessKeyId ? key : undefined) };
}
