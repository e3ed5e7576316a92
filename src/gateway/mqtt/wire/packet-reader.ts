/**
 * Parses the packets of clients. Everything that the standard calls malformed is refused here, before any of it counts;
 * the handlers see well-formed packets only.
 */
import { ByteReader, readText, readVariableByteInteger } from './byte-reader.ts';
import { type ProtocolVersion, type ReceivedConnect, readConnect } from './connect-reader.ts';
import type { Frame } from './frame-reader.ts';
import { properties, readProperties } from './properties.ts';
import { noProperties, type PublishProperties, readPublishProperties } from './publish-properties.ts';
import { malformed, protocolError, reasonCodes } from './reason-codes.ts';

/** A PUBLISH as it arrived. */
export interface ReceivedPublish {
  readonly cmd: 'publish';
  /** Without wildcards; empty only if a topic alias stands for it. */
  readonly topic: string;
  /** A view of the received bytes: copy what has to outlive the call. */
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  /** 0 at QoS 0. */
  readonly messageId: number;
  readonly properties: PublishProperties;
}

export interface ReceivedPuback {
  readonly cmd: 'puback';
  readonly messageId: number;
}

export interface AskedSubscription {
  readonly filter: string;
  readonly qos: 0 | 1 | 2;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  /** Of retained messages: 0 sends them, 1 does for a new subscription, 2 does not. */
  readonly retainHandling: number;
}

export interface ReceivedSubscribe {
  readonly cmd: 'subscribe';
  readonly messageId: number;
  /** At least one. */
  readonly subscriptions: readonly AskedSubscription[];
  readonly subscriptionIdentifier: number | undefined;
}

export interface ReceivedUnsubscribe {
  readonly cmd: 'unsubscribe';
  readonly messageId: number;
  /** At least one. */
  readonly filters: readonly string[];
}

export interface ReceivedDisconnect {
  readonly cmd: 'disconnect';
  readonly reasonCode: number;
  readonly sessionExpirySeconds: number | undefined;
}

export type ReceivedPacket =
  | ReceivedConnect
  | ReceivedPublish
  | ReceivedPuback
  | ReceivedSubscribe
  | ReceivedUnsubscribe
  | ReceivedDisconnect
  | { readonly cmd: 'pingreq' };

/** The first bytes of the packets that a client may send, besides PUBLISH: their types and flags. */
const firstBytes = {
  connect: 0x10,
  puback: 0x40,
  subscribe: 0x82,
  unsubscribe: 0xa2,
  pingreq: 0xc0,
  disconnect: 0xe0,
} as const;
const PUBLISH = 3;

const reasonProperties: ReadonlySet<number> = new Set([properties.reasonString, properties.userProperty]);
const subscribeProperties: ReadonlySet<number> = new Set([properties.subscriptionIdentifier, properties.userProperty]);
const unsubscribeProperties: ReadonlySet<number> = new Set([properties.userProperty]);
const disconnectProperties: ReadonlySet<number> = new Set([properties.sessionExpiryInterval, ...reasonProperties]);

/** The reason codes that a client may give; those that tell of something that only a server does are not among them. */
const pubackReasons: ReadonlySet<number> = new Set([0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99]);
const disconnectReasons: ReadonlySet<number> = new Set([
  0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
]);

/** The packet in a frame. Throws a ProtocolViolation if a client of this version may not send it. */
export function readPacket(frame: Frame, version: ProtocolVersion): ReceivedPacket {
  const { bytes, bodyStart } = frame;
  const first = bytes.readUInt8(0);
  // MQTT 3.1.1 does not say that the remaining length has no more bytes than it needs.
  if (version === 5 && bodyStart > 2 && bytes[bodyStart - 1] === 0) {
    throw malformed('The remaining length has more bytes than it needs.');
  }
  if (first >> 4 === PUBLISH) return readPublish(frame, first, version);
  const reader = new ByteReader(bytes, bodyStart, bytes.length);
  switch (first) {
    case firstBytes.puback:
      return readPuback(reader, version);
    case firstBytes.subscribe:
      return readSubscribe(reader, version);
    case firstBytes.unsubscribe:
      return readUnsubscribe(reader, version);
    case firstBytes.pingreq:
      reader.expectEnd();
      return { cmd: 'pingreq' };
    case firstBytes.disconnect:
      return readDisconnect(reader, version);
    case firstBytes.connect:
      return readConnect(frame, version);
    default:
      throw strangePacket(first);
  }
}

/** What is wrong with a packet that no client of ours may send. */
function strangePacket(first: number): Error {
  const isKnown = Object.values(firstBytes).some((known) => known >> 4 === first >> 4);
  return isKnown || first >> 4 === 0
    ? malformed('The type of a packet or its flags are not allowed.')
    : protocolError(`A client does not send packets of type ${first >> 4} here.`);
}

function readPublish({ bytes, bodyStart }: Frame, first: number, version: ProtocolVersion): ReceivedPublish {
  const qos = (first >> 1) & 3;
  const topicStart = bodyStart + 2;
  const topicEnd = bytes.length < topicStart ? Number.POSITIVE_INFINITY : topicStart + bytes.readUInt16BE(bodyStart);
  let position = topicEnd + (qos > 0 ? 2 : 0);
  if (position > bytes.length) throw malformed('The PUBLISH ends too early.');
  if (qos === 3 || (qos === 0 && (first & 8) !== 0)) throw malformed('The flags of the PUBLISH are not allowed.');
  const messageId = qos > 0 ? bytes.readUInt16BE(topicEnd) : 0;
  if (qos > 0 && messageId === 0) throw malformed('A packet identifier is not 0.');
  let publishProperties = noProperties;
  if (version === 5) {
    const { value, end } = readVariableByteInteger(bytes, position, bytes.length);
    if (end + value > bytes.length) throw malformed('The PUBLISH ends within its properties.');
    if (value > 0) publishProperties = readPublishProperties(new ByteReader(bytes, end, end + value));
    position = end + value;
  }
  return {
    cmd: 'publish',
    topic: readTopic(bytes, topicStart, topicEnd, publishProperties),
    payload: bytes.subarray(position),
    qos: qos === 0 ? 0 : qos === 1 ? 1 : 2,
    retain: (first & 1) === 1,
    messageId,
    properties: publishProperties,
  };
}

function readTopic(bytes: Buffer, start: number, end: number, { topicAlias }: PublishProperties): string {
  const topic = readText(bytes, start, end);
  if (topic.includes('+') || topic.includes('#')) throw malformed('A topic name has a wildcard.');
  if (topic === '' && topicAlias === undefined) throw protocolError('A PUBLISH has neither a topic nor an alias.');
  return topic;
}

function readPuback(reader: ByteReader, version: ProtocolVersion): ReceivedPuback {
  const messageId = reader.packetIdentifier();
  if (version === 5 && !reader.isDone) {
    readReason(reader, pubackReasons);
    if (!reader.isDone) readProperties(reader, reasonProperties);
  }
  reader.expectEnd();
  return { cmd: 'puback', messageId };
}

function readReason(reader: ByteReader, allowed: ReadonlySet<number>): number {
  const reasonCode = reader.byte();
  if (!allowed.has(reasonCode)) throw malformed(`There is no reason code ${reasonCode} here.`);
  return reasonCode;
}

function readSubscribe(reader: ByteReader, version: ProtocolVersion): ReceivedSubscribe {
  const messageId = reader.packetIdentifier();
  const values = version === 5 ? readProperties(reader, subscribeProperties) : undefined;
  if (reader.isDone) throw protocolError('A SUBSCRIBE needs a topic filter.');
  const subscriptions: AskedSubscription[] = [];
  while (!reader.isDone) subscriptions.push(readSubscription(reader, version));
  const subscriptionIdentifier = values?.get(properties.subscriptionIdentifier);
  return { cmd: 'subscribe', messageId, subscriptions, subscriptionIdentifier };
}

function readSubscription(reader: ByteReader, version: ProtocolVersion): AskedSubscription {
  const filter = reader.text();
  const options = reader.byte();
  const qos = options & 3;
  const retainHandling = (options >> 4) & 3;
  if (qos === 3 || (options & (version === 5 ? 0xc0 : 0xfc)) !== 0) {
    throw malformed('The options of a subscription are not allowed.');
  }
  if (retainHandling === 3) throw protocolError('Retain Handling is 0, 1 or 2.');
  return {
    filter,
    qos: qos === 0 ? 0 : qos === 1 ? 1 : 2,
    noLocal: (options & 4) !== 0,
    retainAsPublished: (options & 8) !== 0,
    retainHandling,
  };
}

function readUnsubscribe(reader: ByteReader, version: ProtocolVersion): ReceivedUnsubscribe {
  const messageId = reader.packetIdentifier();
  if (version === 5) readProperties(reader, unsubscribeProperties);
  if (reader.isDone) throw protocolError('An UNSUBSCRIBE needs a topic filter.');
  const filters: string[] = [];
  while (!reader.isDone) filters.push(reader.text());
  return { cmd: 'unsubscribe', messageId, filters };
}

function readDisconnect(reader: ByteReader, version: ProtocolVersion): ReceivedDisconnect {
  let reasonCode: number = reasonCodes.success;
  let sessionExpirySeconds: number | undefined;
  if (version === 5 && !reader.isDone) {
    reasonCode = readReason(reader, disconnectReasons);
    if (!reader.isDone) {
      sessionExpirySeconds = readProperties(reader, disconnectProperties).get(properties.sessionExpiryInterval);
    }
  }
  reader.expectEnd();
  return { cmd: 'disconnect', reasonCode, sessionExpirySeconds };
}
