/**
 * PUBLISH: a request to the jobs service, or a message for other clients
 * (docs/service/gateway.md#publish-and-subscribe).
 */
import { isReservedTopic, parseJobsTopic } from '../../../contract/topics.ts';
import type { Session } from '../broker/session.ts';
import { isWithinLimits } from '../broker/topic-filter.ts';
import type { Connection } from '../connection/connection.ts';
import { endings } from '../connection/ending.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { answerJobsRequest, rejectUnknownTopic } from '../jobs-requests.ts';
import type { ReceivedPublish } from '../wire/packet-reader.ts';
import { ProtocolViolation, protocolError, reasonCodes } from '../wire/reason-codes.ts';

/** Handles a PUBLISH. This is the one place where a client publishes. */
export function handlePublish(
  context: GatewayContext,
  connection: Connection,
  session: Session,
  packet: ReceivedPublish,
): void {
  const { settings } = context;
  connection.countPublish(packet.payload.length + packet.topic.length);
  if (packet.qos === 2) throw new ProtocolViolation(reasonCodes.qosNotSupported, 'QoS 2 is not supported.');
  if (packet.payload.length > settings.payloadBytes) {
    throw new ProtocolViolation(reasonCodes.packetTooLarge, 'The payload is too large.');
  }
  const topic = resolveTopic(context, connection, packet);
  const jobsTopic = parseJobsTopic(topic);
  // Its reader has seen to it that it has no wildcard and is not empty.
  if (!isWithinLimits(topic, settings)) {
    refuseAsInvalid(connection, packet, reasonCodes.topicNameInvalid, 'The topic is not valid.');
  } else if (!isPermitted(connection, topic, packet.retain)) {
    refuseAsDenied(context, connection, packet);
  } else if (packet.retain && isReservedTopic(topic)) {
    refuseAsInvalid(connection, packet, reasonCodes.notAuthorized, 'Nothing is retained on reserved topics.');
  } else if (jobsTopic?.kind === 'request') {
    answerJobsRequest(context, { connection, session, topic, packet }, jobsTopic);
  } else if (jobsTopic?.kind === 'unknown') {
    rejectUnknownTopic(context, { connection, session, topic, packet });
  } else if (isReservedTopic(topic)) {
    // Acknowledged and dropped: there is no way to tell a 3.1.1 client more.
    acknowledge(connection, packet, reasonCodes.notAuthorized);
  } else {
    const isKept = publish(context, session, topic, packet);
    const stored = isKept && packet.qos === 1 ? context.broker.saved() : undefined;
    if (stored === undefined) acknowledge(connection, packet, reasonCodes.success);
    else connection.acknowledgeWhenStored(stored, packet.messageId);
  }
}

function isPermitted({ permissions }: Connection, topic: string, retain: boolean): boolean {
  return permissions?.mayPublish(topic) === true && (!retain || permissions.mayRetain(topic));
}

/** The topic, which MQTT 5 clients may replace by a topic alias. */
function resolveTopic({ settings }: GatewayContext, connection: Connection, packet: ReceivedPublish): string {
  const { topicAlias } = packet.properties;
  if (topicAlias === undefined) return packet.topic;
  if (topicAlias === 0 || topicAlias > settings.topicAliases) {
    throw new ProtocolViolation(reasonCodes.topicAliasInvalid, `There is no topic alias ${topicAlias}.`);
  }
  if (packet.topic !== '') connection.topicAliases[topicAlias] = packet.topic;
  const topic = connection.topicAliases[topicAlias];
  if (topic === undefined) throw protocolError(`Topic alias ${topicAlias} has no topic.`);
  return topic;
}

function publish(
  { broker, clock, settings }: GatewayContext,
  session: Session,
  topic: string,
  packet: ReceivedPublish,
): boolean {
  const { messageExpirySeconds, passedOn } = packet.properties;
  const expirySeconds = Math.min(messageExpirySeconds ?? 0, settings.messageExpiryMaximumSeconds);
  const message = {
    topic,
    // The packet's payload is a view of the socket's buffer, which a waiting message must not keep alive.
    payload: Buffer.from(packet.payload),
    qos: packet.qos === 1 ? 1 : 0,
    retain: packet.retain,
    properties: passedOn,
    expiresAt: messageExpirySeconds === undefined ? undefined : clock.now() + expirySeconds * 1000,
  } as const;
  return broker.publish(message, session);
}

function acknowledge({ acknowledgements }: Connection, packet: ReceivedPublish, reasonCode: number): void {
  if (packet.qos === 1) acknowledgements.acknowledge(packet.messageId, reasonCode);
}

/** MQTT 5 is told in the PUBACK; in 3.1.1 the connection ends. */
function refuseAsInvalid(connection: Connection, packet: ReceivedPublish, reasonCode: number, message: string): void {
  if (connection.version === 4) throw new ProtocolViolation(reasonCode, message);
  acknowledge(connection, packet, reasonCode);
}

/**
 * MQTT 5 is told in the PUBACK; a 3.1.1 client can only be disconnected, or be left unaware
 * (docs/service/gateway.md#publish-and-subscribe).
 */
function refuseAsDenied({ closeOnDenied }: GatewayContext, connection: Connection, packet: ReceivedPublish): void {
  if (connection.version === 4 && closeOnDenied) connection.end(endings.notAuthorized);
  else acknowledge(connection, packet, reasonCodes.notAuthorized);
}
