/** Checks what mqtt-packet accepts and MQTT forbids: missing fields, properties of other packets, invalid strings. */
import type { Packet } from 'mqtt-packet';
import { malformed, protocolError } from './reason-codes.ts';

const allowedProperties: Partial<Record<Packet['cmd'], ReadonlySet<string>>> = {
  connect: new Set([
    'sessionExpiryInterval',
    'receiveMaximum',
    'maximumPacketSize',
    'topicAliasMaximum',
    'requestResponseInformation',
    'requestProblemInformation',
    'userProperties',
    'authenticationMethod',
    'authenticationData',
  ]),
  subscribe: new Set(['subscriptionIdentifier', 'userProperties']),
  unsubscribe: new Set(['userProperties']),
  disconnect: new Set(['sessionExpiryInterval', 'reasonString', 'userProperties']),
};

const willProperties = new Set([
  'willDelayInterval',
  'payloadFormatIndicator',
  'messageExpiryInterval',
  'contentType',
  'responseTopic',
  'correlationData',
  'userProperties',
]);

/** Throws a ProtocolViolation unless the packet is complete and valid. */
export function checkPacket(packet: Packet, version: 4 | 5): void {
  checkProperties('properties' in packet ? packet.properties : undefined, allowedProperties[packet.cmd]);
  switch (packet.cmd) {
    case 'connect':
      checkProperties(packet.will?.properties, willProperties);
      checkString(packet.clientId);
      if (packet.will !== undefined) checkString(packet.will.topic);
      return;
    case 'subscribe':
      checkMessageId(packet.messageId);
      if (packet.subscriptions.length === 0) throw protocolError('A SUBSCRIBE needs a topic filter.');
      for (const { topic } of packet.subscriptions) checkString(topic);
      return;
    case 'unsubscribe':
      checkMessageId(packet.messageId);
      if (packet.unsubscriptions.length === 0) throw protocolError('An UNSUBSCRIBE needs a topic filter.');
      for (const topic of packet.unsubscriptions) checkString(topic);
      return;
    case 'pingreq':
      if (packet.length !== 0) throw malformed('A PINGREQ is empty.');
      return;
    case 'disconnect':
      if (version === 4 && packet.length !== 0) throw malformed('A DISCONNECT is empty in MQTT 3.1.1.');
      return;
    default:
      throw protocolError(`A client does not send ${packet.cmd} here.`);
  }
}

function checkMessageId(messageId: number | undefined): void {
  if (messageId === undefined || messageId <= 0) throw malformed('A packet identifier is not 0.');
}

function checkString(text: unknown): void {
  // The decoder replaces invalid bytes by the replacement character, which no client has a reason to send.
  if (typeof text !== 'string' || text.includes('\0') || text.includes('\uFFFD')) {
    throw malformed('A string is not UTF-8 or contains U+0000.');
  }
}

function checkProperties(properties: object | undefined, allowed: ReadonlySet<string> | undefined): void {
  if (properties === undefined) return;
  // entries() of an object says `any`.
  for (const [name, value] of Object.entries(properties) as [string, unknown][]) {
    if (!allowed?.has(name)) throw protocolError(`The property ${name} does not belong here.`);
    if (name === 'userProperties') checkUserProperties(value);
    else if (Array.isArray(value)) throw protocolError(`The property ${name} occurs twice.`);
    else if (value === null || value === undefined || value === -1) throw malformed(`The property ${name} is cut off.`);
    else if (typeof value === 'string') checkString(value);
  }
}

function checkUserProperties(userProperties: unknown): void {
  // The parser makes an object of them, with one string or several for each name.
  for (const value of Object.values(userProperties as Record<string, unknown>).flat()) checkString(value);
}
