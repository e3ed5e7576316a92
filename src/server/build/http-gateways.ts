/** Builds the HTTP gateways: a plain one, and one over TLS that takes MQTT as well. */
import { everythingPermitted } from '../../access/operators/caller-permissions.ts';
import { authorizeDevice } from '../../gateway/http/authorize-device.ts';
import type { Extension } from '../../gateway/http/extensions.ts';
import { createHttpGateway, type HttpGateway } from '../../gateway/http/gateway.ts';
import type { TlsSettings } from '../../gateway/http/listener.ts';
import type { MqttGateway } from '../../gateway/mqtt/gateway.ts';
import { wallClock } from '../../lib/clock.ts';
import type { OperationContext } from '../../operations/context.ts';
import { operationHandlers } from '../../operations/index.ts';
import { atDocumentedRates } from '../../operations/request-rates.ts';
import type { ServerCertificates } from '../certificates/certificates.ts';
import { shownBy } from '../certificates/shown-certificate.ts';
import type { Operators } from '../operators.ts';
import type { BuildContext } from './context.ts';
import type { DevicePath } from './devices.ts';

/** Less than what the whole stop may take. */
const CLOSE_GRACE_MS = 2_000;

export interface HttpParts {
  readonly certificates: ServerCertificates;
  readonly devices: DevicePath;
  readonly operators: Operators;
  readonly mqtt: MqttGateway;
  readonly extensions: readonly Extension[];
}

export interface HttpGateways {
  readonly http: HttpGateway;
  readonly https: HttpGateway;
}

/** Neither listens yet. */
export function buildHttpGateways(building: BuildContext, context: OperationContext, parts: HttpParts): HttpGateways {
  const { certificates, mqtt } = parts;
  return {
    http: buildHttpGateway(building, context, parts),
    https: buildHttpGateway(building, context, parts, {
      ...shownBy(certificates),
      requestCertificate: true,
      otherProtocols: { 'x-amzn-mqtt-ca': (socket) => mqtt.acceptTls(socket) },
    }),
  };
}

function buildHttpGateway(
  { connections, log, settings }: BuildContext,
  context: OperationContext,
  { devices, extensions, mqtt, operators }: HttpParts,
  tls?: TlsSettings,
): HttpGateway {
  const { permissions } = devices;
  const isLimited = settings.requestRates === 'documented';
  const gateway = createHttpGateway({
    ...operators,
    operations: isLimited ? atDocumentedRates(operationHandlers, wallClock) : operationHandlers,
    deviceOperations: devices.operations,
    deviceIdentities: devices.identities,
    acceptWebSocket: (stream, peer) => mqtt.accept(stream, peer, true),
    async authorize(asked) {
      const { caller } = asked;
      if (caller.kind !== 'certificate') return operators.authorize(asked);
      await authorizeDevice({ permissions, log }, caller, asked);
      return everythingPermitted;
    },
    wallClock,
    region: context.settings.account.region,
    extensions,
    log,
    limits: { closeGraceMs: CLOSE_GRACE_MS, connections: connections.http },
    ...(tls === undefined ? {} : { tls }),
  });
  // It counts as closed only when the MQTT connections that came through it are closed, too.
  return { ...gateway, close: async () => void (await Promise.all([gateway.close(), mqtt.close()])) };
}
