/** Our own PUBLISH and PUBACK against those of mqtt-packet, as the oracle. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import mqttPacket, { type IPublishPacket, type Packet } from 'mqtt-packet';
import { FrameReader } from '../../../src/gateway/mqtt/wire/frame-reader.ts';
import { type ReceivedPacket, readPacket } from '../../../src/gateway/mqtt/wire/packet-reader.ts';
import { writePuback, writePublish } from '../../../src/gateway/mqtt/wire/packet-writer.ts';

const version = fc.constantFrom(4 as const, 5 as const);
const qos = fc.constantFrom(0 as const, 1 as const);
const topic = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => !/[\0+#]/.test(text));
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const messageId = fc.integer({ min: 1, max: 65_535 });

describe('readPacket', () => {
  it('reads every PUBLISH that mqtt-packet writes', () => {
    const publish = fc.record({ topic, payload: bytes, qos, retain: fc.boolean(), dup: fc.constant(false), messageId });
    fc.assert(
      fc.property(version, publish, (protocolVersion, packet) => {
        const read = readOne(mqttPacket.generate({ cmd: 'publish', ...packet }, { protocolVersion }), protocolVersion);
        assert.ok(read.cmd === 'publish');
        const { topic: name, payload, qos: level, retain } = packet;
        const expected = {
          cmd: 'publish',
          topic: name,
          qos: level,
          retain,
          messageId: level === 0 ? 0 : packet.messageId,
        };
        assert.deepEqual(
          { ...read, payload: Buffer.from(read.payload) },
          { ...expected, payload, properties: read.properties },
        );
      }),
    );
  });

  it('keeps the properties to pass on as they came, in their order', () => {
    const properties = {
      payloadFormatIndicator: true,
      contentType: 'text/plain',
      userProperties: { b: ['1', '2'], a: '3' },
      messageExpiryInterval: 60,
      topicAlias: 3,
    };
    const sent: IPublishPacket = {
      cmd: 'publish',
      topic: 'a',
      payload: 'x',
      qos: 0,
      dup: false,
      retain: false,
      properties,
    };
    const read = readOne(mqttPacket.generate(sent, { protocolVersion: 5 }), 5);
    assert.ok(read.cmd === 'publish');
    assert.equal(read.properties.messageExpirySeconds, 60);
    assert.equal(read.properties.topicAlias, 3);
    const { messageExpiryInterval: _expiry, topicAlias: _alias, ...passedOn } = properties;
    const message = {
      topic: 'a',
      payload: 'x',
      qos: 0,
      retain: false,
      properties: read.properties.passedOn,
      expiresAt: undefined,
    } as const;
    const again = parse(
      writePublish(message, { version: 5, qos: 0, retain: false, duplicate: false, messageId: 0, now: 0 }),
      5,
    );
    assert.ok(again.cmd === 'publish');
    assert.deepEqual(JSON.parse(JSON.stringify(again.properties)), passedOn);
  });

  const malformed: readonly [what: string, hex: string, version: 4 | 5][] = [
    ['a PUBLISH that ends within its topic', '3003000561', 4],
    ['a PUBLISH without a topic length', '300100', 4],
    ['a PUBLISH with packet identifier 0', '32050001610000', 4],
    ['a PUBLISH at QoS 3', '36050001610001', 4],
    ['a PUBLISH at QoS 0 that says it is a duplicate', '3803000161', 4],
    ['a topic that is not UTF-8', '30040002c328', 4],
    ['a topic with U+0000', '3003000100', 4],
    ['a PUBLISH without its properties', '3003000161', 5],
    ['a PUBLISH that ends within its properties', '3005000161050100', 5],
    ['a property that is cut off', '3006000161020301', 5],
    ['a property that occurs twice', '300800016104010001 00', 5],
    ['a property that does not belong in a PUBLISH', '300600016102 0b01', 5],
    ['a PUBACK without an identifier', '4000', 4],
    ['a PUBREL, for QoS 2 is not spoken', '62020001', 4],
    ['an AUTH', 'f000', 5],
    ['a SUBSCRIBE without filters', '82020001', 4],
    ['a SUBSCRIBE with packet identifier 0', '8206000000016100', 4],
    ['a SUBSCRIBE with reserved option bits', '82060001000161ff', 4],
    ['a SUBSCRIBE with wrong header flags', '8006000100016100', 4],
    ['a CONNACK', '20020000', 4],
    ['a PINGREQ with contents', 'c00100', 4],
    ['a reserved type', '0000', 4],
  ];
  for (const [what, hex, protocolVersion] of malformed) {
    it(`refuses ${what}`, () => {
      const packet = Buffer.from(hex.replaceAll(' ', ''), 'hex');
      packet[1] = packet.length - 2;
      assert.throws(() => readOne(packet, protocolVersion), { name: 'ProtocolViolation' });
    });
  }

  it('reads whatever follows a malformed packet of another connection', () => {
    assert.throws(() => readOne(Buffer.from('82020001', 'hex'), 4), { name: 'ProtocolViolation' });
    assert.equal(readOne(Buffer.from('c000', 'hex'), 4).cmd, 'pingreq');
  });
});

describe('writePublish', () => {
  it('writes what mqtt-packet writes', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    const payload = fc.oneof(text, bytes);
    fc.assert(
      fc.property(
        version,
        topic,
        payload,
        qos,
        fc.boolean(),
        messageId,
        (protocolVersion, name, content, level, retain, id) => {
          const message = {
            topic: name,
            payload: content,
            qos: level,
            retain,
            properties: undefined,
            expiresAt: undefined,
          };
          const options = { version: protocolVersion, qos: level, retain, duplicate: false, messageId: id, now: 0 };
          const packet = {
            cmd: 'publish',
            topic: name,
            payload: content,
            qos: level,
            retain,
            dup: false,
            messageId: id,
          } as const;
          assert.deepEqual(writePublish(message, options), mqttPacket.generate(packet, { protocolVersion }));
        },
      ),
    );
  });

  it('sends on the seconds that a message has left', () => {
    const message = {
      topic: 'a',
      payload: 'x',
      qos: 0,
      retain: false,
      properties: undefined,
      expiresAt: 60_000,
    } as const;
    const packet = parse(
      writePublish(message, { version: 5, qos: 0, retain: false, duplicate: false, messageId: 0, now: 15_500 }),
      5,
    );
    assert.ok(packet.cmd === 'publish');
    assert.equal(packet.properties?.messageExpiryInterval, 45);
  });
});

describe('writePuback', () => {
  it('has a reason code in MQTT 5 only', () => {
    assert.deepEqual(writePuback(258, 0x87, 4), Buffer.from([0x40, 2, 1, 2]));
    assert.deepEqual(writePuback(258, 0x87, 5), Buffer.from([0x40, 3, 1, 2, 0x87]));
    assert.deepEqual(writePuback(258, 0, 5), Buffer.from([0x40, 2, 1, 2]));
  });
});

function readOne(packet: Buffer, protocolVersion: 4 | 5): ReceivedPacket {
  const frames = new FrameReader(1_000_000);
  frames.push(packet);
  const frame = frames.next();
  assert.ok(frame);
  return readPacket(frame, protocolVersion);
}

function parse(packet: Buffer, protocolVersion: 4 | 5): Packet {
  const packets: Packet[] = [];
  mqttPacket
    .parser({ protocolVersion })
    .on('packet', (each) => packets.push(each))
    .parse(packet);
  assert.ok(packets[0]);
  return packets[0];
}
