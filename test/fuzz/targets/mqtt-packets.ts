/** MQTT packets as clients send them, both versions, and bytes that were such packets before. */
import mqttPacket, { type IConnectPacket, type Packet } from 'mqtt-packet';
import { mutateBytes, type Random } from '../random.ts';

export type Version = 4 | 5;

const topics = [
  'a/b',
  '$aws/things/t/jobs/j/update',
  '$aws/things/t/jobs/start-next',
  '$aws/things/t/jobs/get',
  '$aws/things/t/jobs/$next/get',
  '$aws/things/t/jobs/j/namespace-n/get',
  '$aws/things/t/jobs/',
  '$SYS/a',
  'a//b',
  'x/'.repeat(9),
] as const;
const filters = [
  ...topics,
  '#',
  'a/+',
  '+/b',
  '$share/g/a/#',
  '$share//a',
  'a/#/b',
  '$aws/things/t/jobs/#',
  '',
] as const;
const payloads = [
  '',
  '{}',
  '{"status":"FAILED","clientToken":"c"}',
  '{"status":"IN_PROGRESS","statusDetails":{"a":"b"},"expectedVersion":"1"}',
  '{"includeJobDocument":"true","executionNumber":1,"jobId":"$next"}',
  '{"stepTimeoutInMinutes":-1}',
  '{"a":'.repeat(60),
  '[]',
  '\ufffd',
] as const;

function connectPacket(random: Random, protocolVersion: Version): IConnectPacket {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion,
    clientId: random.pick(['a', 'b', 'c', 'd', 'device-with-a-long-name', '']),
    clean: random.oneIn(2),
    keepalive: random.pick([0, 1, 60, 65_535]),
    ...(random.oneIn(3) ? { username: 'u?SDK=x', password: Buffer.from('p') } : {}),
    ...(random.oneIn(3)
      ? { will: { topic: random.pick(topics), payload: Buffer.from('gone'), qos: 1, retain: random.oneIn(2) } }
      : {}),
    ...(protocolVersion === 5 && random.oneIn(2)
      ? {
          properties: {
            sessionExpiryInterval: random.pick([0, 1, 0xffffffff]),
            receiveMaximum: random.pick([1, 2, 65_535]),
            maximumPacketSize: random.pick([1, 20, 100_000]),
            topicAliasMaximum: random.below(9),
          },
        }
      : {}),
  };
}

function packet(random: Random, version: Version): Packet {
  const messageId = 1 + random.below(random.oneIn(4) ? 65_535 : 4);
  const isFive = version === 5;
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
    case 3: {
      const properties = { topicAlias: random.below(12), messageExpiryInterval: random.below(3), contentType: 'x' };
      const topic = isFive && random.oneIn(6) ? '' : random.pick(topics);
      return {
        cmd: 'publish',
        topic,
        payload: random.pick(payloads),
        qos: random.oneIn(12) ? 2 : random.oneIn(2) ? 1 : 0,
        dup: false,
        retain: random.oneIn(4),
        messageId,
        ...(isFive && (topic === '' || random.oneIn(3)) ? { properties } : {}),
      };
    }
    case 4:
    case 5: {
      const subscriptions = [random.pick(filters), ...random.times(3, () => random.pick(filters))].map((topic) => ({
        topic,
        qos: random.pick([0, 1, 2] as const),
        ...(isFive ? { nl: random.oneIn(3), rap: random.oneIn(2), rh: random.below(3) } : {}),
      }));
      return { cmd: 'subscribe', messageId, subscriptions };
    }
    case 6:
      return { cmd: 'unsubscribe', messageId, unsubscriptions: [random.pick(filters), random.pick(filters)] };
    case 7:
      return { cmd: 'puback', messageId, ...(isFive ? { reasonCode: random.pick([0, 16, 128]) } : {}) };
    case 8:
      return { cmd: 'pingreq' };
    default:
      if (random.oneIn(3)) return connectPacket(random, version);
      return random.oneIn(3)
        ? { cmd: 'pubrel', messageId }
        : { cmd: 'disconnect', ...(isFive ? { reasonCode: 4 } : {}) };
  }
}

/** The bytes of a packet; what mqtt-packet does not write becomes chance. */
export function packetBytes(random: Random, version: Version, isConnect = false): Buffer {
  try {
    const made = isConnect ? connectPacket(random, version) : packet(random, version);
    return mqttPacket.generate(made, { protocolVersion: version });
  } catch {
    return random.bytes(40);
  }
}

/** A packet, whole or broken, or bytes that are none. */
export function anyBytes(random: Random, version: Version): Buffer {
  const kind = random.below(8);
  if (kind === 0) return random.bytes(60);
  if (kind === 1) {
    const body = random.bytes(60);
    return Buffer.concat([Buffer.from([random.below(256), body.length]), body]);
  }
  const bytes = packetBytes(random, version, random.oneIn(6));
  return kind < 6 ? mutateBytes(random, bytes, 200_000) : bytes;
}
