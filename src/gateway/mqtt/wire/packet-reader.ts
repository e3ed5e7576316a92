/**
 * Parses frames into packets. PUBLISH and PUBACK, nearly all of the traffic, are parsed here; the others by
 * mqtt-packet, whose gaps `packet-checks.ts` closes.
 */
import { isUtf8 } from 'node:buffer';
import mqttPacket, { type Packet } from 'mqtt-packet';
import type { Frame } from './frame-reader.ts';
import { checkPacket } from './packet-checks.ts';
import { noProperties, type PublishProperties, readPublishProperties } from './publish-properties.ts';
import { malformed } from './reason-codes.ts';

export type ProtocolVersion = 4 | 5;

/** A PUBLISH as it arrived. */
export interface ReceivedPublish {
  readonly cmd: 'publish';
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

export type OtherPacket = Exclude<Packet, { cmd: 'publish' } | { cmd: 'puback' }>;
export type ReceivedPacket = ReceivedPublish | ReceivedPuback | OtherPacket;

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

/** The packet in a frame. Throws a ProtocolViolation if a client of this version may not send it. */
export function readPacket(frame: Frame, version: ProtocolVersion): ReceivedPacket {
  const first = frame.bytes[0] ?? 0;
  switch (first >> 4) {
    case 3:
      return readPublish(frame, first, version);
    case 4:
      if (first !== 0x40 || frame.bytes.length < frame.bodyStart + 2) throw malformed('The PUBACK is malformed.');
      return { cmd: 'puback', messageId: frame.bytes.readUInt16BE(frame.bodyStart) };
    default:
      return readOther(frame, version);
  }
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
  let properties = noProperties;
  if (version === 5) {
    const { value, end } = readVariableByteInteger(bytes, position);
    if (end + value > bytes.length) throw malformed('The PUBLISH ends within its properties.');
    properties = readPublishProperties(bytes, end, end + value);
    position = end + value;
  }
  return {
    cmd: 'publish',
    topic: readString(bytes, topicStart, topicEnd),
    payload: bytes.subarray(position),
    qos: qos === 0 ? 0 : qos === 1 ? 1 : 2,
    retain: (first & 1) === 1,
    messageId,
    properties,
  };
}

function readVariableByteInteger(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 128 ** index;
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  throw malformed('A variable byte integer does not end.');
}

function readString(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  // The replacement character is legal if it was sent, but the decoder also produces it for invalid bytes.
  const isInvalid = text.includes('\0') || (text.includes('\uFFFD') && !isUtf8(bytes.subarray(start, end)));
  if (isInvalid) throw malformed('A string is not UTF-8 or contains U+0000.');
  return text;
}

/** Each packet is parsed from one frame, so one parser per version serves every connection. */
const readers = { 4: oneFrameReader(4), 5: oneFrameReader(5) };

function readOther(frame: Frame, version: ProtocolVersion): OtherPacket {
  const packet = readers[version](frame.bytes);
  checkPacket(packet, version);
  // PUBLISH and PUBACK frames never come here.
  return packet as OtherPacket;
}

function oneFrameReader(protocolVersion: ProtocolVersion): (bytes: Buffer) => Packet {
  let packets: Packet[] = [];
  let failure: unknown;
  let parser = freshParser();

  function freshParser() {
    return mqttPacket
      .parser({ protocolVersion })
      .on('packet', (packet) => void packets.push(packet))
      .on('error', (error: unknown) => {
        failure ??= error;
      });
  }

  return (bytes) => {
    packets = [];
    failure = undefined;
    let rest = 0;
    try {
      rest = parser.parse(bytes);
    } catch (error) {
      failure ??= error;
    }
    const [packet] = packets;
    if (failure !== undefined || rest !== 0 || packets.length !== 1 || packet === undefined) {
      parser = freshParser();
      throw malformed(failure instanceof Error ? failure.message : 'The packet is malformed.');
    }
    // mqtt-packet takes a CONNECT as settings for the packets that follow on its connection; here the next frame
    // belongs to another connection.
    if (packet.cmd === 'connect') parser = freshParser();
    return packet;
  };
}
