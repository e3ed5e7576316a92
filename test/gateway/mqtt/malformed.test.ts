/** What the standard calls malformed ends the connection that sent it, and reaches nobody. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytes, field, illFormed, packet, sized } from './mqtt-bytes.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;
const NONE = '00';

type Case = readonly [what: string, packet: Buffer, reasonCode?: number];

/** A PUBLISH at QoS 1 on `a`, with these properties. */
const publish = (...properties: readonly (string | Buffer)[]) => packet('32', field('a'), '0001', sized(...properties));
const userProperty = (name: string | Buffer, value: string | Buffer) => bytes('26', field(name), field(value));

interface Connect {
  readonly flags?: string;
  readonly properties?: string | Buffer;
  readonly clientId?: string | Buffer;
  /** What follows the client id. */
  readonly rest?: readonly (string | Buffer)[];
}

function connect(version: 4 | 5, { flags = '02', properties = '', clientId = 'd', rest = [] }: Connect): Buffer {
  const terms = version === 5 ? sized(properties) : '';
  return packet('10', field('MQTT'), version === 5 ? '05' : '04', flags, '003c', terms, field(clientId), ...rest);
}

/** A CONNECT with a will; its flags are those of clean start and will. */
const connectWithWill = (properties: string | Buffer, topic: string | Buffer = 'w') =>
  connect(5, { flags: '06', rest: [sized(properties), field(topic), field('gone')] });

/** Each of these is sent by a client that was let in. */
const malformedInFive: readonly Case[] = [
  ...illFormed.flatMap(([what, text]): Case[] => [
    [`a topic with ${what}`, packet('32', field(text), '0001', NONE)],
    [`a user property's name with ${what}`, publish(userProperty(text, 'v'))],
    [`a user property's value with ${what}`, publish(userProperty('k', text))],
    [`a content type with ${what}`, publish('03', field(text))],
    [`a response topic with ${what}`, publish('08', field(text))],
    [`a topic filter with ${what}`, packet('82', '0001', NONE, field(text), '01')],
    [`a filter to unsubscribe with ${what}`, packet('a2', '0001', NONE, field(text))],
    [
      `a user property of SUBSCRIBE with ${what}`,
      packet('82', '0001', sized(userProperty('k', text)), field('a'), '01'),
    ],
    [`a user property of UNSUBSCRIBE with ${what}`, packet('a2', '0001', sized(userProperty(text, '')), field('a'))],
    [`a reason string of PUBACK with ${what}`, packet('40', '0001', '00', sized('1f', field(text)))],
    [`a user property of PUBACK with ${what}`, packet('40', '0001', '00', sized(userProperty('k', text)))],
    [`a reason string of DISCONNECT with ${what}`, packet('e0', '00', sized('1f', field(text)))],
    [`a user property of DISCONNECT with ${what}`, packet('e0', '00', sized(userProperty(text, 'v')))],
  ]),
  ['a topic with +', packet('32', field('a/+'), '0001', NONE)],
  ['a topic with #', packet('32', field('#'), '0001', NONE)],
  ['a topic with + and an alias', packet('32', field('a+'), '0001', sized('230001'))],
  ['neither topic nor alias', packet('32', field(''), '0001', NONE), PROTOCOL_ERROR],
  ['a response topic with a wildcard', publish('08', field('r/#'))],
  ['an empty response topic', publish('08', field(''))],
  ['a payload format indicator 2', publish('0102'), PROTOCOL_ERROR],
  ['two content types', publish('03', field('x'), '03', field('x')), PROTOCOL_ERROR],
  ['a subscription identifier in a PUBLISH', publish('0b01'), PROTOCOL_ERROR],
  ['a will delay in a PUBLISH', publish('1800000001'), PROTOCOL_ERROR],
  ['a property that there is not', publish('7f01'), PROTOCOL_ERROR],
  ['properties that end within one', publish('26', field('k'))],
  ['properties beyond the packet', packet('32', field('a'), '0001', '05', '0100')],
  ['a length of properties in more bytes than it needs', packet('32', field('a'), '0001', '8000')],
  ['a length of properties in five bytes', packet('32', field('a'), '0001', '8080808001')],
  ['a remaining length in more bytes than it needs', bytes('c08000')],
  ['a remaining length in five bytes', bytes('c08080808001')],
  ['a PUBLISH with packet identifier 0', packet('32', field('a'), '0000', NONE)],
  ['a PUBLISH at QoS 3', packet('36', field('a'), '0001', NONE)],
  ['a duplicate at QoS 0', packet('38', field('a'), NONE)],
  ['a PUBACK with packet identifier 0', packet('40', '0000')],
  ['a PUBACK with flags', packet('42', '0001')],
  ['a PUBACK with a reason code that it does not have', packet('40', '0001', '01')],
  ['a PUBACK with bytes behind its end', packet('40', '0001', '00', NONE, '00')],
  ['a PUBACK with another property', packet('40', '0001', '00', sized('1100000001')), PROTOCOL_ERROR],
  ['a SUBSCRIBE without filters', packet('82', '0001', NONE), PROTOCOL_ERROR],
  ['a SUBSCRIBE with packet identifier 0', packet('82', '0000', NONE, field('a'), '01')],
  ['a SUBSCRIBE without its flags', packet('80', '0001', NONE, field('a'), '01')],
  ['a filter without options', packet('82', '0001', NONE, field('a'))],
  ['reserved options of a subscription', packet('82', '0001', NONE, field('a'), '41')],
  ['a subscription at QoS 3', packet('82', '0001', NONE, field('a'), '03')],
  ['Retain Handling 3', packet('82', '0001', NONE, field('a'), '31'), PROTOCOL_ERROR],
  ['No Local of a shared subscription', packet('82', '0001', NONE, field('$share/g/a'), '05'), PROTOCOL_ERROR],
  ['a subscription identifier 0', packet('82', '0001', sized('0b00'), field('a'), '01'), PROTOCOL_ERROR],
  ['an UNSUBSCRIBE without filters', packet('a2', '0001', NONE), PROTOCOL_ERROR],
  ['an UNSUBSCRIBE with packet identifier 0', packet('a2', '0000', NONE, field('a'))],
  ['an UNSUBSCRIBE that ends within a filter', packet('a2', '0001', NONE, '0005 61')],
  ['a PINGREQ with contents', packet('c0', '00')],
  ['a PINGREQ with flags', packet('c1')],
  ['a DISCONNECT with flags', packet('e1')],
  ['a DISCONNECT with a reason code that only servers give', packet('e0', '8e')],
  ['a DISCONNECT with bytes behind its end', packet('e0', '00', NONE, '00')],
  ['a DISCONNECT with two session expiries', packet('e0', '00', sized('1100000000 1100000000')), PROTOCOL_ERROR],
  ['a DISCONNECT with a server reference', packet('e0', '00', sized('1c', field('x'))), PROTOCOL_ERROR],
  ['a second CONNECT', connect(5, {}), PROTOCOL_ERROR],
  ['an AUTH without an authentication method', packet('f0'), PROTOCOL_ERROR],
  ['a PUBREL, for QoS 2 is not spoken', packet('62', '0001'), PROTOCOL_ERROR],
  ['a SUBACK, which only servers send', packet('90', '0001', NONE, '00'), PROTOCOL_ERROR],
  ['a type that there is not', packet('00')],
];

const malformedInFour: readonly Case[] = [
  ...illFormed.flatMap(([what, text]): Case[] => [
    [`a topic with ${what}`, packet('32', field(text), '0001')],
    [`a topic filter with ${what}`, packet('82', '0001', field(text), '01')],
    [`a filter to unsubscribe with ${what}`, packet('a2', '0001', field(text))],
  ]),
  ['a topic with +', packet('30', field('a/+'))],
  ['an empty topic', packet('30', field(''))],
  ['a PUBACK with a reason code', packet('40', '0001', '00')],
  ['a subscription with options of MQTT 5', packet('82', '0001', field('a'), '05')],
  ['a DISCONNECT with contents', packet('e0', '00')],
  ['a second CONNECT', connect(4, {})],
  ['an AUTH', packet('f0')],
  ['a remaining length in five bytes', bytes('c08080808001')],
];

const refusedConnects: readonly Case[] = [
  ...illFormed.flatMap(([what, text]): Case[] => [
    [`a client id with ${what}`, connect(5, { clientId: text })],
    [`a user name with ${what}`, connect(5, { flags: '82', rest: [field(text)] })],
    [`a user property with ${what}`, connect(5, { properties: userProperty('k', text) })],
    [`an authentication method with ${what}`, connect(5, { properties: bytes('15', field(text)) })],
    [`a will topic with ${what}`, connectWithWill('', text)],
    [`a user property of the will with ${what}`, connectWithWill(userProperty(text, 'v'))],
    [`a content type of the will with ${what}`, connectWithWill(bytes('03', field(text)))],
    [`a response topic of the will with ${what}`, connectWithWill(bytes('08', field(text)))],
  ]),
  ['a will topic with a wildcard', connectWithWill('', 'a/#'), 0x90],
  ['an empty will topic', connectWithWill('', ''), 0x90],
  ['a response topic of the will with a wildcard', connectWithWill(bytes('08', field('+')))],
  ['a payload format indicator 2 of the will', connectWithWill('0102'), PROTOCOL_ERROR],
  ['two will delays', connectWithWill('1800000001 1800000001'), PROTOCOL_ERROR],
  ['a topic alias of the will', connectWithWill('230001'), PROTOCOL_ERROR],
  ['a will at QoS 3', connect(5, { flags: '1e', rest: [NONE, field('w'), field('')] })],
  ['a QoS of no will', connect(5, { flags: '0a' })],
  ['a retained will without one', connect(5, { flags: '22' })],
  ['a reserved flag', connect(5, { flags: '03' })],
  ['bytes behind its end', connect(5, { rest: ['00'] })],
  ['a user name that is not there', connect(5, { flags: '82' })],
  ['a receive maximum of 0', connect(5, { properties: '210000' }), PROTOCOL_ERROR],
  ['a packet size of 0', connect(5, { properties: '2700000000' }), PROTOCOL_ERROR],
  ['a request for problem information that is neither 0 nor 1', connect(5, { properties: '1702' }), PROTOCOL_ERROR],
  ['two session expiries', connect(5, { properties: '1100000001 1100000001' }), PROTOCOL_ERROR],
  ['a content type', connect(5, { properties: bytes('03', field('x')) }), PROTOCOL_ERROR],
  ['authentication data without a method', connect(5, { properties: bytes('16', field('x')) }), PROTOCOL_ERROR],
];

const closedConnects: readonly Case[] = [
  ...illFormed.flatMap(([what, text]): Case[] => [
    [`a client id with ${what}`, connect(4, { clientId: text })],
    [`a user name with ${what}`, connect(4, { flags: '82', rest: [field(text)] })],
    [`a will topic with ${what}`, connect(4, { flags: '06', rest: [field(text), field('')] })],
  ]),
  ['a password without a user name', connect(4, { flags: '42', rest: [field('secret')] })],
  ['bytes behind its end', connect(4, { rest: ['00'] })],
  ['a reserved flag', connect(4, { flags: '03' })],
  ['a will at QoS 3', connect(4, { flags: '1e', rest: [field('w'), field('')] })],
];

/** A client that is let in and sends these bytes. */
async function send(gateway: TestGateway, protocolVersion: 4 | 5, sent: Buffer) {
  const client = await gateway.connect('device', { protocolVersion });
  client.stream.write(sent);
  return client;
}

describe('An MQTT 5 client is told and cut off for', () => {
  for (const [what, sent, reasonCode = MALFORMED] of malformedInFive) {
    it(what, async (t) => {
      const gateway = startTestGateway(t);
      const client = await send(gateway, 5, sent);
      assert.equal((await client.next('disconnect')).reasonCode, reasonCode);
      await client.closed;
    });
  }
});

describe('A 3.1.1 client is cut off for', () => {
  for (const [what, sent] of malformedInFour) {
    it(what, async (t) => {
      const client = await send(startTestGateway(t), 4, sent);
      assert.equal(await client.nextOfAll(), undefined);
    });
  }
});

describe('A CONNECT of MQTT 5 is answered with its fault for', () => {
  for (const [what, sent, reasonCode = MALFORMED] of refusedConnects) {
    it(what, async (t) => {
      const client = startTestGateway(t).dial({ version: 5 });
      client.stream.write(sent);
      assert.equal((await client.next('connack')).reasonCode, reasonCode);
      await client.closed;
    });
  }
});

describe('A CONNECT of 3.1.1 is closed for', () => {
  for (const [what, sent] of closedConnects) {
    it(what, async (t) => {
      const client = startTestGateway(t).dial();
      client.stream.write(sent);
      assert.equal(await client.nextOfAll(), undefined);
    });
  }
});

describe('Ill-formed text', () => {
  it('is neither passed on nor retained', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('listener', { protocolVersion: 5 });
    await listener.subscribe('a');
    const sent = packet('33', field('a'), '0001', sized(userProperty(bytes('fffe'), 'v')), '78');
    await (await send(gateway, 5, sent)).closed;
    assert.deepEqual(await listener.settled(), []);
    await listener.subscribe('a');
    assert.deepEqual(await listener.settled(), []);
  });

  it('is told from a replacement character, which anybody may send', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('\ufffd', { protocolVersion: 5 });
    await listener.subscribe('\ufffd/\ufeff');
    const properties = { userProperties: { '\ufffd': '\ufffd' }, contentType: '\ufeffx' };
    const publisher = await gateway.connect('publisher', { protocolVersion: 5 });
    publisher.publish('\ufffd/\ufeff', 'x', { properties });
    assert.equal((await publisher.next('puback')).reasonCode, 0);
    const heard = await listener.next('publish');
    assert.deepEqual({ ...heard.properties?.userProperties }, { '\ufffd': '\ufffd' });
    assert.equal(heard.properties?.contentType, '\ufeffx');
  });
});

describe('A will', () => {
  it('has the properties that its CONNECT gave it, in their order', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('listener', { protocolVersion: 5 });
    await listener.subscribe('w');
    const given = bytes('0101', userProperty('b', '1'), userProperty('a', '2'), userProperty('b', '3'));
    const client = gateway.dial({ version: 5 });
    client.stream.write(connectWithWill(given));
    await client.next('connack');
    const received: Buffer[] = [];
    listener.stream.on('data', (chunk: Buffer) => received.push(chunk));
    client.stream.destroy();
    await listener.next('publish');
    assert.ok(Buffer.concat(received).includes(bytes(sized(given), Buffer.from('gone'))));
  });
});

describe('A remaining length in more bytes than it needs', () => {
  it('is accepted from 3.1.1 clients, whose standard allows it', async (t) => {
    const client = await send(startTestGateway(t), 4, bytes('c08000'));
    await client.next('pingresp');
  });
});
