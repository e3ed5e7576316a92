/** Rules of the MQTT standards that no other file here is about, and the table of all of them (docs/service/mqtt.md). */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { packageRoot } from '../../../src/lib/package-root.ts';
import { startTestGateway } from './test-gateway.ts';

describe('The table of the rules', () => {
  const text = readFileSync(join(packageRoot, 'docs/service/mqtt.md'), 'utf8');
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (rule|---) /.test(line))
    .map((line) => line.slice(1, -1).split('|'))
    .map(([rule = '', five = '', four = '', heldBy = '']) => ({ rule, five, four, heldBy: heldBy.trim() }));

  it('names for each a test that is there, or says why it is not kept', () => {
    assert.ok(rows.length > 100, `${rows.length} rows`);
    const wrong = rows.filter(({ heldBy }) => {
      if (/^not done, because .|^nothing of the kind is sent$/.test(heldBy)) return false;
      const [, file, name] = /^`([^`]+)`: (.+)$/.exec(heldBy) ?? [];
      return file === undefined || name === undefined || !isThere(join('test/gateway/mqtt', file), name);
    });
    assert.deepEqual(
      wrong.map(({ rule, heldBy }) => `${rule}: ${heldBy}`),
      [],
    );
  });

  it('has numbers as the standards give them', () => {
    const number = /^\d\.\d+\.\d+(-\d+)?$/;
    const numbers = rows.flatMap(({ five, four }) => [five, four].flatMap((cell) => cell.trim().split(/, | to /)));
    assert.deepEqual(
      numbers.filter((each) => each !== '' && !number.test(each)),
      [],
    );
  });
});

function isThere(file: string, name: string): boolean {
  if (!existsSync(join(packageRoot, file))) return false;
  const source = readFileSync(join(packageRoot, file), 'utf8');
  return [`'${name}'`, `\`${name} $\{`].some((quoted) => source.includes(quoted));
}

describe('A CONNECT', () => {
  it('is the last packet that is looked at if it is refused', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('listener');
    await listener.subscribe('a');
    const client = gateway.dial({ version: 5, certificateId: undefined });
    client.connect('device', { clean: false });
    client.publish('a', 'x', { qos: 0 });
    const { reasonCode, sessionPresent } = await client.next('connack');
    assert.deepEqual([reasonCode, sessionPresent], [0x87, false]);
    await client.closed;
    assert.deepEqual(await listener.settled(), []);
  });
});

describe('A client that says what it accepts', () => {
  it('is sent nothing that is longer, no answer either', async (t) => {
    const gateway = startTestGateway(t);
    const properties = { maximumPacketSize: 4 };
    const client = gateway.dial({ version: 5 });
    client.connect('device', { properties });
    client.publish('$SYS/a', 'x');
    assert.deepEqual(await client.settled(), []);
  });
});

describe('A PUBLISH', () => {
  it('is a new one each time it was acknowledged, and a duplicate for nobody else', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('listener');
    await listener.subscribe('a');
    const client = await gateway.connect('device');
    for (let count = 0; count < 2; count += 1) {
      client.publish('a', 'x', { messageId: 7, dup: true });
      assert.equal((await client.next('puback')).messageId, 7);
      const { dup, messageId } = await listener.next('publish');
      assert.equal(dup, false);
      listener.acknowledge(messageId);
    }
  });
});

describe('A message', () => {
  it('is not sent again to who acknowledged it with an error, nor to another member of its share', async (t) => {
    const gateway = startTestGateway(t);
    const properties = { sessionExpiryInterval: 60 };
    const client = await gateway.connect('device', { protocolVersion: 5, properties });
    await client.subscribe('$share/g/a');
    gateway.publish('a', 'x');
    const { messageId = 0 } = await client.next('publish');
    client.send({ cmd: 'puback', messageId, reasonCode: 0x83 });
    const other = await gateway.connect('other');
    await other.subscribe('$share/g/a');
    await client.settled();
    const again = await gateway.connect('device', { protocolVersion: 5, properties, clean: false });
    assert.deepEqual(await again.settled(), []);
    assert.deepEqual(await other.settled(), []);
  });
});

describe('Retained messages', () => {
  it('are replaced by retained ones, and by no others', async (t) => {
    const client = await startTestGateway(t).connect('device');
    for (const [text, retain] of [
      ['1', true],
      ['2', true],
      ['3', false],
      ['', false],
    ] as const) {
      client.publish('a', text, { retain });
      await client.next('puback');
    }
    await client.subscribe('a');
    assert.equal((await client.nextMessage()).text, '2');
  });

  it('outlive the session of who published them', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device');
    client.publish('a', 'kept', { retain: true });
    await client.next('puback');
    client.stream.destroy();
    await client.closed;
    const again = await gateway.connect('device');
    await again.subscribe('a');
    assert.equal((await again.nextMessage()).text, 'kept');
  });
});

describe('A topic alias', () => {
  it('is forgotten with its connection', async (t) => {
    const gateway = startTestGateway(t);
    const properties = { topicAlias: 1 };
    const packetOf = { protocolVersion: 5, clean: false } as const;
    const client = await gateway.connect('device', { ...packetOf, properties: { sessionExpiryInterval: 60 } });
    client.publish('a', 'x', { properties });
    await client.next('puback');
    const again = await gateway.connect('device', packetOf);
    again.publish('', 'x', { properties });
    assert.equal((await again.next('disconnect')).reasonCode, 0x82);
  });
});

describe('A subscription that was given up', () => {
  it('is still owed what was sent to it before', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device', { clean: false });
    await client.subscribe('a');
    gateway.publish('a', 'x');
    await client.next('publish');
    client.send({ cmd: 'unsubscribe', messageId: 9, unsubscriptions: ['a'] });
    await client.next('unsuback');
    const again = await gateway.connect('device', { clean: false });
    const { dup, payload } = await again.next('publish');
    assert.deepEqual([dup, payload.toString()], [true, 'x']);
  });
});

describe('Topics', () => {
  it('are compared as they are written', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device');
    // The same letter, in one character and in two.
    await client.subscribe('caf\u00e9', { qos: 0 });
    for (const topic of ['cafe\u0301', 'CAF\u00c9', 'caf\u00e9/', 'caf\u00e9']) gateway.publish(topic, topic);
    assert.equal((await client.nextMessage()).topic, 'caf\u00e9');
    assert.deepEqual(await client.settled(), []);
  });
});

describe('A shared subscription', () => {
  it('needs a name without wildcards, and a filter', async (t) => {
    const client = await startTestGateway(t).connect('device', { protocolVersion: 5 });
    const filters = ['$share//a', '$share/g', '$share/g/', '$share/g+/a', '$share/g#/a', '$share/g/a'];
    assert.deepEqual(await client.subscribe(filters), [0x8f, 0x8f, 0x8f, 0x8f, 0x8f, 1]);
  });
});
