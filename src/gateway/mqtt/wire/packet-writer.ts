/** Encodes packets. PUBLISH, PUBACK and PINGRESP are written here in one go; the others by mqtt-packet. */
import mqttPacket, {
  type IConnackPacket,
  type IDisconnectPacket,
  type ISubackPacket,
  type IUnsubackPacket,
} from 'mqtt-packet';
import type { Message } from '../broker/message.ts';
import type { ProtocolVersion } from './connect-reader.ts';
import { properties } from './properties.ts';

/** How a message is sent to one receiver. */
export interface PublishOptions {
  readonly version: ProtocolVersion;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly duplicate: boolean;
  /** Ignored at QoS 0. */
  readonly messageId: number;
  /** Milliseconds since the epoch: the remaining lifetime of the message is sent with it. */
  readonly now: number;
}

/** A PUBLISH as bytes. */
export function writePublish(message: Message, options: PublishOptions): Buffer {
  const { topic, payload } = message;
  const isText = typeof payload === 'string';
  const topicBytes = Buffer.byteLength(topic);
  const payloadBytes = isText ? Buffer.byteLength(payload) : payload.length;
  const expiry = options.version === 5 && message.expiresAt !== undefined ? 5 : 0;
  const propertyBytes = options.version === 5 ? expiry + (message.properties?.length ?? 0) : -1;
  const propertiesSize = propertyBytes < 0 ? 0 : sizeOfInteger(propertyBytes) + propertyBytes;
  const remaining = 2 + topicBytes + (options.qos === 0 ? 0 : 2) + propertiesSize + payloadBytes;
  const bytes = Buffer.allocUnsafe(1 + sizeOfInteger(remaining) + remaining);
  bytes[0] = 0x30 | (options.duplicate ? 8 : 0) | (options.qos << 1) | (options.retain ? 1 : 0);
  let position = writeInteger(bytes, 1, remaining);
  position = bytes.writeUInt16BE(topicBytes, position);
  position += bytes.write(topic, position, topicBytes === topic.length ? 'latin1' : 'utf8');
  if (options.qos > 0) position = bytes.writeUInt16BE(options.messageId, position);
  if (propertyBytes >= 0) {
    position = writeInteger(bytes, position, propertyBytes);
    if (message.expiresAt !== undefined) {
      bytes[position] = properties.messageExpiryInterval;
      const secondsLeft = Math.max(1, Math.ceil((message.expiresAt - options.now) / 1000));
      position = bytes.writeUInt32BE(secondsLeft, position + 1);
    }
    if (message.properties !== undefined) position += message.properties.copy(bytes, position);
  }
  if (!isText) payload.copy(bytes, position);
  // Text with one byte per character is faster to copy than to encode.
  else bytes.write(payload, position, payloadBytes === payload.length ? 'latin1' : 'utf8');
  return bytes;
}

/** A PUBACK as bytes; 3.1.1 has no reason code. */
export function writePuback(messageId: number, reasonCode: number, version: ProtocolVersion): Buffer {
  const hasReason = version === 5 && reasonCode !== 0;
  const bytes = Buffer.allocUnsafe(hasReason ? 5 : 4);
  bytes[0] = 0x40;
  bytes[1] = bytes.length - 2;
  bytes[2] = messageId >> 8;
  bytes[3] = messageId & 0xff;
  if (hasReason) bytes[4] = reasonCode;
  return bytes;
}

export const pingresp: Buffer = Buffer.from([0xd0, 0]);

/** Encodes the other packets that a server sends. */
export function writePacket(
  packet: IConnackPacket | ISubackPacket | IUnsubackPacket | IDisconnectPacket,
  version: ProtocolVersion,
): Buffer {
  return mqttPacket.generate(packet, { protocolVersion: version });
}

function sizeOfInteger(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : 4;
}

function writeInteger(bytes: Buffer, start: number, value: number): number {
  let position = start;
  let rest = value;
  while (rest >= 0x80) {
    bytes[position] = (rest & 0x7f) | 0x80;
    position += 1;
    rest >>>= 7;
  }
  bytes[position] = rest;
  return position + 1;
}
