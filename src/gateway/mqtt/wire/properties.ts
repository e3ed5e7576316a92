/** The properties of MQTT 5: what each is, and how those of a packet that is not passed on are read. */
import type { ByteReader } from './byte-reader.ts';
import { malformed, protocolError } from './reason-codes.ts';

/** The identifiers of the properties that a client may send. */
export const properties = {
  payloadFormatIndicator: 0x01,
  messageExpiryInterval: 0x02,
  contentType: 0x03,
  responseTopic: 0x08,
  correlationData: 0x09,
  subscriptionIdentifier: 0x0b,
  sessionExpiryInterval: 0x11,
  authenticationMethod: 0x15,
  authenticationData: 0x16,
  requestProblemInformation: 0x17,
  willDelayInterval: 0x18,
  requestResponseInformation: 0x19,
  reasonString: 0x1f,
  receiveMaximum: 0x21,
  topicAliasMaximum: 0x22,
  topicAlias: 0x23,
  userProperty: 0x26,
  maximumPacketSize: 0x27,
} as const;

/** The properties of a packet: the numbers among them, and 0 for those that are none. */
export type PropertyValues = ReadonlyMap<number, number>;

const none: PropertyValues = new Map();

/**
 * Reads the properties that come next in a packet. Throws a ProtocolViolation for one that is not among `allowed`,
 * comes twice or has a value that it cannot have.
 */
export function readProperties(packet: ByteReader, allowed: ReadonlySet<number>): PropertyValues {
  const reader = packet.properties();
  if (reader.isDone) return none;
  const values = new Map<number, number>();
  while (!reader.isDone) {
    // An identifier is a variable byte integer, of which all that there are need one byte.
    const identifier = reader.byte();
    if (identifier >= 0x80) throw malformed('There is no such property.');
    if (!allowed.has(identifier)) throw protocolError(`The property ${identifier} does not belong here.`);
    const value = readProperty(reader, identifier);
    if (identifier === properties.userProperty) continue;
    if (values.has(identifier)) throw protocolError(`The property ${identifier} occurs twice.`);
    values.set(identifier, value);
  }
  return values;
}

/** Reads the value of a property; 0 if it is no number. Throws a ProtocolViolation for a value that it cannot have. */
export function readProperty(reader: ByteReader, identifier: number): number {
  switch (identifier) {
    case properties.payloadFormatIndicator:
    case properties.requestProblemInformation:
    case properties.requestResponseInformation:
      return readFlag(reader);
    case properties.messageExpiryInterval:
    case properties.sessionExpiryInterval:
    case properties.willDelayInterval:
      return reader.uint32();
    case properties.maximumPacketSize:
      return notZero(reader.uint32());
    case properties.receiveMaximum:
      return notZero(reader.uint16());
    case properties.topicAliasMaximum:
    case properties.topicAlias:
      return reader.uint16();
    case properties.subscriptionIdentifier:
      return notZero(reader.variableByteInteger());
    case properties.responseTopic:
      checkResponseTopic(reader.text());
      return 0;
    case properties.correlationData:
    case properties.authenticationData:
      reader.binary();
      return 0;
    case properties.userProperty:
      reader.skipText();
      reader.skipText();
      return 0;
    case properties.contentType:
    case properties.reasonString:
    case properties.authenticationMethod:
      reader.skipText();
      return 0;
    default:
      throw protocolError(`The property ${identifier} does not belong here.`);
  }
}

function readFlag(reader: ByteReader): number {
  const value = reader.byte();
  if (value > 1) throw protocolError('A property that is 0 or 1 has another value.');
  return value;
}

function notZero(value: number): number {
  if (value === 0) throw protocolError('A property that is not 0 is 0.');
  return value;
}

function checkResponseTopic(topic: string): void {
  if (topic === '' || topic.includes('+') || topic.includes('#')) {
    throw malformed('A response topic is a topic name.');
  }
}
