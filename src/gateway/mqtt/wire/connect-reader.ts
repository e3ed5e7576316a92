/** Reads a CONNECT: who wants to be let in, on what terms, and with what will. */
import { ByteReader } from './byte-reader.ts';
import type { Frame } from './frame-reader.ts';
import { type PropertyValues, properties, readProperties } from './properties.ts';
import { readWillProperties, type WillProperties } from './publish-properties.ts';
import { malformed, protocolError } from './reason-codes.ts';

export type ProtocolVersion = 4 | 5;

export interface ReceivedWill {
  readonly topic: string;
  /** A view of the received bytes: copy what has to outlive the call. */
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly properties: WillProperties;
}

export interface ReceivedConnect {
  readonly cmd: 'connect';
  readonly clientId: string;
  /** True if what is left of an earlier session is to be forgotten; 3.1.1 calls it clean session. */
  readonly cleanStart: boolean;
  /** 0 for none. */
  readonly keepAliveSeconds: number;
  readonly will: ReceivedWill | undefined;
  /** Undefined where MQTT 5 leaves it out, as are the next two. */
  readonly sessionExpirySeconds: number | undefined;
  readonly receiveMaximum: number | undefined;
  readonly maximumPacketSize: number | undefined;
  /** True if the client wants to authenticate by exchanging AUTH packets. */
  readonly hasAuthenticationMethod: boolean;
}

const allowedProperties: ReadonlySet<number> = new Set([
  properties.sessionExpiryInterval,
  properties.receiveMaximum,
  properties.maximumPacketSize,
  properties.topicAliasMaximum,
  properties.requestResponseInformation,
  properties.requestProblemInformation,
  properties.userProperty,
  properties.authenticationMethod,
  properties.authenticationData,
]);

const flagBits = { reserved: 0x01, cleanStart: 0x02, will: 0x04, willRetain: 0x20, password: 0x40, userName: 0x80 };
const WILL_QOS_SHIFT = 3;
const noWillProperties: WillProperties = { passedOn: undefined, messageExpirySeconds: undefined, delaySeconds: 0 };
const noProperties: PropertyValues = new Map();

/**
 * The protocol level of a CONNECT: 4, 5, or undefined for one that we do not speak. Throws a ProtocolViolation if the
 * frame is not a CONNECT of any MQTT version.
 */
export function readProtocolVersion({ bytes, bodyStart }: Frame): ProtocolVersion | undefined {
  const nameEnd = bytes.length < bodyStart + 2 ? bytes.length : bodyStart + 2 + bytes.readUInt16BE(bodyStart);
  const name = bytes.toString('latin1', bodyStart + 2, nameEnd);
  const level = bytes[nameEnd];
  if (bytes[0] !== 0x10 || level === undefined) throw malformed('The first packet is not a CONNECT.');
  if (name !== 'MQTT' && name !== 'MQIsdp') throw malformed('The protocol name is not MQTT.');
  return name === 'MQTT' && (level === 4 || level === 5) ? level : undefined;
}

/** Reads a CONNECT whose version `readProtocolVersion` gave. Throws a ProtocolViolation if it is malformed. */
export function readConnect({ bytes, bodyStart }: Frame, version: ProtocolVersion): ReceivedConnect {
  const reader = new ByteReader(bytes, bodyStart, bytes.length);
  reader.text();
  reader.byte();
  const flags = reader.byte();
  checkFlags(flags, version);
  const keepAliveSeconds = reader.uint16();
  const values = version === 5 ? readProperties(reader, allowedProperties) : noProperties;
  if (values.has(properties.authenticationData) && !values.has(properties.authenticationMethod)) {
    throw protocolError('Authentication data needs an authentication method.');
  }
  const clientId = reader.text();
  const will = (flags & flagBits.will) === 0 ? undefined : readWill(reader, flags, version);
  // Neither says who a client is: its certificate does, or the key that signed for its WebSocket.
  if ((flags & flagBits.userName) !== 0) reader.skipText();
  if ((flags & flagBits.password) !== 0) reader.binary();
  reader.expectEnd();
  return {
    cmd: 'connect',
    clientId,
    cleanStart: (flags & flagBits.cleanStart) !== 0,
    keepAliveSeconds,
    will,
    sessionExpirySeconds: values.get(properties.sessionExpiryInterval),
    receiveMaximum: values.get(properties.receiveMaximum),
    maximumPacketSize: values.get(properties.maximumPacketSize),
    hasAuthenticationMethod: values.has(properties.authenticationMethod),
  };
}

function checkFlags(flags: number, version: ProtocolVersion): void {
  const willQos = (flags >> WILL_QOS_SHIFT) & 3;
  const hasWill = (flags & flagBits.will) !== 0;
  if ((flags & flagBits.reserved) !== 0 || willQos === 3) throw malformed('The flags of the CONNECT are not allowed.');
  if (!hasWill && (willQos > 0 || (flags & flagBits.willRetain) !== 0)) {
    throw malformed('A CONNECT says how to publish a will that it does not have.');
  }
  if (version === 4 && (flags & flagBits.password) !== 0 && (flags & flagBits.userName) === 0) {
    throw malformed('MQTT 3.1.1 has no password without a user name.');
  }
}

function readWill(reader: ByteReader, flags: number, version: ProtocolVersion): ReceivedWill {
  const willProperties = version === 5 ? readWillProperties(reader.properties()) : noWillProperties;
  const topic = reader.text();
  const payload = reader.binary();
  const qos = (flags >> WILL_QOS_SHIFT) & 3;
  return {
    topic,
    payload,
    qos: qos === 0 ? 0 : qos === 1 ? 1 : 2,
    retain: (flags & flagBits.willRetain) !== 0,
    properties: willProperties,
  };
}
