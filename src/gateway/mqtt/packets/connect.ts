/**
 * CONNECT: who connects, on what terms, and what is left of an earlier session (docs/service/gateway.md#connecting).
 */
import { randomUUID } from 'node:crypto';
import { isReservedTopic } from '../../../contract/topics.ts';
import { type Admission, type AskedConnection, everything, type PermissionRefusal } from '../../device-permissions.ts';
import { ownerOf, principalIdentifierOf } from '../../peer.ts';
import { isValidTopic } from '../broker/topic-filter.ts';
import { willOf } from '../broker/will.ts';
import type { Connection } from '../connection/connection.ts';
import { endings } from '../connection/ending.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { type ReceivedConnect, readProtocolVersion } from '../wire/connect-reader.ts';
import type { Frame } from '../wire/frame-reader.ts';
import { readPacket } from '../wire/packet-reader.ts';
import { ProtocolViolation, protocolError, reasonCodes, returnCodes } from '../wire/reason-codes.ts';

/**
 * Why a CONNECT is refused. Without a return code, a 3.1.1 connection is closed without an answer
 * (docs/service/gateway.md#connecting).
 */
interface Refusal {
  readonly reasonCode: number;
  readonly returnCode?: number;
}

/** Handles the first packet of a connection. This is the one place where a connection is let in. */
export function handleConnect(context: GatewayContext, connection: Connection, frame: Frame): void {
  const version = readProtocolVersion(frame);
  if (version === undefined) {
    // A client of another version is answered in the form of 3.1.1.
    refuse(connection, {
      reasonCode: reasonCodes.unsupportedProtocolVersion,
      returnCode: returnCodes.unacceptableProtocolVersion,
    });
    return;
  }
  connection.version = version;
  const packet = readConnectOrRefuse(connection, frame);
  if (packet === undefined) return;
  const decide = decisionAbout(connection, context);
  const refusal = refusalOf(context, connection, packet);
  if (decide === undefined) {
    context.onRefusal?.({ peer: connection.peer, clientId: packet.clientId, refusal: undefined });
    refuse(connection, { reasonCode: reasonCodes.notAuthorized });
  } else if (refusal !== undefined) refuse(connection, refusal);
  else connection.awaitAdmission(admit(context, connection, packet, decide));
}

/** In MQTT 5 a client is told by a CONNACK what is wrong with its CONNECT; before it there is no DISCONNECT. */
function readConnectOrRefuse(connection: Connection, frame: Frame): ReceivedConnect | undefined {
  try {
    const packet = readPacket(frame, connection.version);
    if (packet.cmd !== 'connect') throw protocolError('The first packet is a CONNECT.');
    return packet;
  } catch (error) {
    if (!(error instanceof ProtocolViolation) || connection.version === 4) throw error;
    refuse(connection, error);
    return undefined;
  }
}

/**
 * Lets the client in if the policies allow it; only then is an earlier connection with its id closed
 * (docs/service/gateway.md#connecting and 3).
 */
async function admit(
  context: GatewayContext,
  connection: Connection,
  packet: ReceivedConnect,
  decide: Decision,
): Promise<void> {
  const { peer } = connection;
  const { address } = peer;
  const clientId = packet.clientId === '' ? randomUUID() : packet.clientId;
  const expirySeconds = sessionExpirySeconds(context, connection, packet);
  const { will } = packet;
  const refused = (refusal: PermissionRefusal) => context.onRefusal?.({ peer, clientId, refusal });
  const { permissions, refusal } = await decide({
    clientId,
    address,
    isPersistent: expirySeconds > 0,
    will: will === undefined ? undefined : { topic: will.topic, retain: will.retain },
    refused,
  });
  if (refusal !== undefined) {
    const principal = principalIdentifierOf(peer);
    context.log.warn({ principal, clientId, address, ...refusal }, `A device was refused: ${refusal.reason}.`);
    refused(refusal);
    refuse(connection, { reasonCode: reasonCodes.notAuthorized });
  } else if (connection.isEnded) permissions.close();
  else {
    connection.permissions = permissions;
    accept(context, connection, packet, clientId, expirySeconds);
  }
}

type Decision = (asked: AskedConnection) => Promise<Admission>;

/**
 * Returns the function that decides: by the policies of the access key or of the certificate that the peer presented;
 * undefined if it presented neither. On the port for experiments everybody is allowed.
 */
function decisionAbout(connection: Connection, context: GatewayContext): Decision | undefined {
  const { permissions, signerPermissions } = context;
  const { certificateId, certificate, isUnquestioned, signer } = connection.peer;
  if (isUnquestioned) return async () => ({ permissions: everything });
  if (signer !== undefined && signerPermissions !== undefined) {
    const end = () => connection.end(endings.notAuthorized);
    return (asked) => signerPermissions.admit({ ...asked, signer, end });
  }
  if (certificateId === undefined) return undefined;
  return (asked) => permissions.admit({ ...asked, certificateId, certificate });
}

function refuse(connection: Connection, { reasonCode, returnCode }: Refusal): void {
  if (connection.version === 5) connection.send({ cmd: 'connack', sessionPresent: false, reasonCode });
  else if (returnCode !== undefined) connection.send({ cmd: 'connack', sessionPresent: false, returnCode });
  connection.end(endings.refused);
}

function refusalOf({ settings }: GatewayContext, connection: Connection, packet: ReceivedConnect): Refusal | undefined {
  const { cleanStart, clientId, will } = packet;
  if (packet.hasAuthenticationMethod) return { reasonCode: reasonCodes.badAuthenticationMethod };
  const isUsableId =
    clientId === ''
      ? connection.version === 5 || cleanStart
      : !clientId.startsWith('$') && Buffer.byteLength(clientId) <= settings.clientIdBytes;
  if (!isUsableId) {
    return { reasonCode: reasonCodes.clientIdentifierNotValid, returnCode: returnCodes.identifierRejected };
  }
  if (will === undefined) return undefined;
  if (will.qos === 2) return { reasonCode: reasonCodes.qosNotSupported };
  if (will.payload.length > settings.payloadBytes) return { reasonCode: reasonCodes.packetTooLarge };
  const isUsableTopic = isValidTopic(will.topic, settings) && !isReservedTopic(will.topic);
  return isUsableTopic ? undefined : { reasonCode: reasonCodes.topicNameInvalid };
}

function accept(
  context: GatewayContext,
  connection: Connection,
  packet: ReceivedConnect,
  clientId: string,
  expirySeconds: number,
): void {
  const { broker, settings, clock } = context;
  const { receiveMaximum, will } = packet;
  const { version } = connection;
  takeOver(context, clientId);
  const { session, isPresent } = broker.open(clientId, ownerOf(connection.peer), packet.cleanStart, expirySeconds);
  connection.session = session;
  connection.will = will === undefined ? undefined : willOf(will, settings);
  connection.keepAliveSeconds = keepAliveSeconds(context, packet.keepAliveSeconds);
  connection.sendQuota = Math.min(settings.unacknowledged, receiveMaximum ?? settings.unacknowledged);
  connection.maximumPacketSize = packet.maximumPacketSize ?? Number.POSITIVE_INFINITY;
  if (version === 4) connection.send({ cmd: 'connack', sessionPresent: isPresent, returnCode: 0 });
  else {
    connection.send({
      cmd: 'connack',
      sessionPresent: isPresent,
      reasonCode: reasonCodes.success,
      properties: {
        sessionExpiryInterval: expirySeconds,
        receiveMaximum: settings.unacknowledged,
        maximumQoS: 1,
        retainAvailable: true,
        maximumPacketSize: settings.packetBytes,
        topicAliasMaximum: settings.topicAliases,
        ...(packet.clientId === '' ? { assignedClientIdentifier: clientId } : {}),
        wildcardSubscriptionAvailable: true,
        subscriptionIdentifiersAvailable: false,
        sharedSubscriptionAvailable: true,
        serverKeepAlive: connection.keepAliveSeconds,
      },
    });
  }
  session.resume(connection, clock.now());
  context.presence.connected(connection, clientId);
}

/** The new connection of a client id replaces the earlier one (docs/service/gateway.md#takeover). */
function takeOver({ broker, log }: GatewayContext, clientId: string): void {
  const link = broker.find(clientId)?.link;
  if (link === undefined) return;
  log.info({ clientId }, 'A client id connected again; the earlier connection is closed.');
  link.end(endings.duplicateClientId);
}

function sessionExpirySeconds({ settings }: GatewayContext, { version }: Connection, packet: ReceivedConnect): number {
  if (version === 4) return packet.cleanStart ? 0 : settings.sessionExpirySeconds;
  return Math.min(packet.sessionExpirySeconds ?? 0, settings.sessionExpiryMaximumSeconds);
}

/** 0 means no keep alive to the client; here it counts as the maximum (docs/service/gateway.md#keep-alive). */
function keepAliveSeconds({ settings }: GatewayContext, asked: number): number {
  const { keepAliveMinimumSeconds, keepAliveMaximumSeconds } = settings;
  return asked === 0
    ? keepAliveMaximumSeconds
    : Math.min(Math.max(asked, keepAliveMinimumSeconds), keepAliveMaximumSeconds);
}
