/**
 * The properties of an MQTT 5 PUBLISH, and of a will. What is passed on to subscribers stays encoded, so that user
 * properties keep their order and nothing is decoded needlessly.
 */
import type { ByteReader } from './byte-reader.ts';
import { properties, readProperty } from './properties.ts';
import { protocolError } from './reason-codes.ts';

export interface PublishProperties {
  /** Payload Format Indicator, Content Type, Response Topic, Correlation Data and User Properties. */
  readonly passedOn: Buffer | undefined;
  readonly messageExpirySeconds: number | undefined;
  readonly topicAlias: number | undefined;
}

export interface WillProperties {
  /** As of a PUBLISH. */
  readonly passedOn: Buffer | undefined;
  readonly messageExpirySeconds: number | undefined;
  readonly delaySeconds: number;
}

export const noProperties: PublishProperties = {
  passedOn: undefined,
  messageExpirySeconds: undefined,
  topicAlias: undefined,
};

const passedOnProperties: ReadonlySet<number> = new Set([
  properties.payloadFormatIndicator,
  properties.contentType,
  properties.responseTopic,
  properties.correlationData,
  properties.userProperty,
]);

/** Reads the properties of a PUBLISH, without their length. Throws a ProtocolViolation if they are not allowed. */
export function readPublishProperties(reader: ByteReader): PublishProperties {
  if (reader.isDone) return noProperties;
  const { passedOn, messageExpirySeconds, other } = readMessageProperties(reader, properties.topicAlias);
  return { passedOn, messageExpirySeconds, topicAlias: other };
}

/** Reads the properties of a will, without their length. Throws a ProtocolViolation if they are not allowed. */
export function readWillProperties(reader: ByteReader): WillProperties {
  const { passedOn, messageExpirySeconds, other } = readMessageProperties(reader, properties.willDelayInterval);
  return { passedOn, messageExpirySeconds, delaySeconds: other ?? 0 };
}

interface MessageProperties {
  readonly passedOn: Buffer | undefined;
  readonly messageExpirySeconds: number | undefined;
  readonly other: number | undefined;
}

/** `otherProperty` is a number that is allowed besides those of every message. */
function readMessageProperties(reader: ByteReader, otherProperty: number): MessageProperties {
  const passedOn: Buffer[] = [];
  const seen = new Set<number>();
  let messageExpirySeconds: number | undefined;
  let other: number | undefined;
  while (!reader.isDone) {
    const start = reader.position;
    const identifier = reader.byte();
    if (seen.has(identifier)) throw protocolError('A property occurs twice.');
    if (identifier !== properties.userProperty) seen.add(identifier);
    if (passedOnProperties.has(identifier)) {
      readProperty(reader, identifier);
      passedOn.push(reader.since(start));
    } else if (identifier === properties.messageExpiryInterval) messageExpirySeconds = reader.uint32();
    else if (identifier === otherProperty) other = readProperty(reader, identifier);
    // This includes a Subscription Identifier: only a server may send one in a PUBLISH.
    else throw protocolError(`The property ${identifier} does not belong here.`);
  }
  return { passedOn: passedOn.length === 0 ? undefined : Buffer.concat(passedOn), messageExpirySeconds, other };
}
