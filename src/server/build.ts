/** Builds everything between the store and the listeners, each part from those before it. */
import { randomUUID } from 'node:crypto';
import { createConnectivity } from '../engine/workers/connectivity.ts';
import type { HttpGateway } from '../gateway/http/gateway.ts';
import { defaultHttpLimits } from '../gateway/http/limits.ts';
import type { MqttGateway } from '../gateway/mqtt/gateway.ts';
import { wallClock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { OperationContext } from '../operations/context.ts';
import { localSignals } from '../signals/local-signals.ts';
import { publicHostOf } from './addresses.ts';
import { buildDevicePath } from './build/devices.ts';
import { buildEngine, timeMachine } from './build/engine.ts';
import { buildHttpGateways } from './build/http-gateways.ts';
import { buildMqttGateway } from './build/mqtt-gateway.ts';
import { openExtensions } from './extensions.ts';
import type { Lifetime } from './lifetime.ts';
import { openObjects } from './object-store.ts';
import { connectionLimits } from './open-files.ts';
import { openOperators } from './operators.ts';
import type { Resources } from './resources.ts';
import type { Settings } from './settings/table.ts';
import { setClock } from './time.ts';

export interface BuiltServer {
  readonly context: OperationContext;
  readonly http: HttpGateway;
  readonly https: HttpGateway;
  readonly mqtt: MqttGateway;
  /** Tells the operations what DescribeEndpoint answers for `iot:Jobs`, once the port is known. */
  readonly setJobsEndpoint: (endpoint: string) => void;
}

/** Resolves when all parts are built. The engine runs from then on; nobody is let in yet. */
export async function buildServer(
  settings: Settings,
  log: Log,
  lifetime: Lifetime,
  resources: Resources,
): Promise<BuiltServer> {
  const { certificates, store } = resources;
  const signals = localSignals(log);
  const wanted = { mqtt: settings.mqtt.connections, http: defaultHttpLimits.connections };
  const connections = await connectionLimits(wanted, log);
  const building = { settings, log, lifetime, store, signals, connections };
  const time = await setClock(settings, store.general, log, lifetime);
  const { objectStore, presignedUrls } = await openObjects(settings, log, lifetime);
  const host = publicHostOf(settings);
  const endpoints = { data: host, jobs: host, credentialProvider: host };
  const account = { partition: settings.partition, region: settings.region, accountId: settings.accountId };
  const context: OperationContext = {
    database: store.general,
    clock: time.clock,
    settings: { account, quotas: settings.quotas, endpoints },
    signals,
    newId: randomUUID,
    certificateAuthority: certificates.authority,
    objectStore,
  };
  const operators = openOperators(settings, log, lifetime, resources, context, signals, wallClock);
  const devices = buildDevicePath(building, context, presignedUrls);
  const connectivity = createConnectivity({ serverRun: context.newId(), now: () => time.clock.now() });
  const mqtt = await buildMqttGateway(building, context, devices, operators, connectivity);
  const devicePending = devices.pending;
  const engine = await buildEngine(building, context, { mqtt, connectivity, presignedUrls, time, devicePending });
  const extensions = openExtensions(settings, {
    seal: operators.seal,
    wallClock,
    operators: operators.directory,
    audit: operators.audit,
    serverAuthorities: certificates,
    virtualTime: timeMachine(time, store.general, engine),
    clients: mqtt,
    trouble: () => store.health.trouble,
  });
  const gateways = buildHttpGateways(building, context, { certificates, devices, operators, mqtt, extensions });
  return {
    context,
    ...gateways,
    mqtt,
    setJobsEndpoint: (endpoint) => {
      endpoints.jobs = endpoint;
    },
  };
}
