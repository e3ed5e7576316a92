/**
 * The properties of an MQTT 5 PUBLISH. What is passed on to subscribers stays encoded, so that user properties keep
 * their order and nothing is decoded needlessly.
 */
import { malformed, protocolError } from './reason-codes.ts';

export interface PublishProperties {
  /** Payload Format Indicator, Content Type, Response Topic, Correlation Data and User Properties. */
  readonly passedOn: Buffer | undefined;
  readonly messageExpirySeconds: number | undefined;
  readonly topicAlias: number | undefined;
}

export const noProperties: PublishProperties = {
  passedOn: undefined,
  messageExpirySeconds: undefined,
  topicAlias: undefined,
};

const PAYLOAD_FORMAT_INDICATOR = 0x01;
export const MESSAGE_EXPIRY_INTERVAL = 0x02;
const CONTENT_TYPE = 0x03;
const RESPONSE_TOPIC = 0x08;
const CORRELATION_DATA = 0x09;
const TOPIC_ALIAS = 0x23;
const USER_PROPERTY = 0x26;

/**
 * Reads the properties in `bytes[start, end)`, without their length. Throws a ProtocolViolation if they are not
 * allowed.
 */
export function readPublishProperties(bytes: Buffer, start: number, end: number): PublishProperties {
  if (start === end) return noProperties;
  const passedOn: Buffer[] = [];
  const seen = new Set<number>();
  let messageExpirySeconds: number | undefined;
  let topicAlias: number | undefined;
  let position = start;
  while (position < end) {
    const identifier = bytes[position] ?? 0;
    if (seen.has(identifier)) throw protocolError('A property occurs twice.');
    if (identifier !== USER_PROPERTY) seen.add(identifier);
    const next = endOfProperty(bytes, identifier, position + 1, end);
    if (identifier === MESSAGE_EXPIRY_INTERVAL) messageExpirySeconds = bytes.readUInt32BE(position + 1);
    else if (identifier === TOPIC_ALIAS) topicAlias = bytes.readUInt16BE(position + 1);
    else passedOn.push(bytes.subarray(position, next));
    position = next;
  }
  return {
    passedOn: passedOn.length === 0 ? undefined : Buffer.concat(passedOn),
    messageExpirySeconds,
    topicAlias,
  };
}

function endOfProperty(bytes: Buffer, identifier: number, start: number, end: number): number {
  const next = start + lengthOfProperty(bytes, identifier, start, end);
  if (next > end) throw malformed('A property reaches beyond the properties.');
  if (identifier === PAYLOAD_FORMAT_INDICATOR && (bytes[start] ?? 0) > 1) {
    throw protocolError('The payload format indicator is 0 or 1.');
  }
  return next;
}

function lengthOfProperty(bytes: Buffer, identifier: number, start: number, end: number): number {
  switch (identifier) {
    case PAYLOAD_FORMAT_INDICATOR:
      return 1;
    case TOPIC_ALIAS:
      return 2;
    case MESSAGE_EXPIRY_INTERVAL:
      return 4;
    case CONTENT_TYPE:
    case RESPONSE_TOPIC:
    case CORRELATION_DATA:
      return lengthOfField(bytes, start, end);
    case USER_PROPERTY: {
      const name = lengthOfField(bytes, start, end);
      return name + lengthOfField(bytes, start + name, end);
    }
    default:
      // This includes a Subscription Identifier: only a server may send one in a PUBLISH.
      throw protocolError(`Property ${identifier} does not belong in a PUBLISH.`);
  }
}

function lengthOfField(bytes: Buffer, start: number, end: number): number {
  if (start + 2 > end) throw malformed('A property reaches beyond the properties.');
  return 2 + bytes.readUInt16BE(start);
}
