/** What one owner keeps never costs another what it was promised, and the log tells whose was dropped. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { HeldBytes, Holding } from '../../../src/gateway/mqtt/broker/held-bytes.ts';
import { MessageQueue } from '../../../src/gateway/mqtt/broker/message-queue.ts';
import { RetainedMessages } from '../../../src/gateway/mqtt/broker/retained-messages.ts';
import type { MqttSettings } from '../../../src/gateway/mqtt/settings.ts';
import { openLog } from '../../../src/lib/log.ts';
import { startTestGateway, type TestClient, type TestGateway } from './test-gateway.ts';

const greedy = 'a'.repeat(64);
const modest = 'b'.repeat(64);

interface Line {
  readonly msg: string;
  readonly owner?: string;
  readonly clientId?: string;
  readonly topic?: string;
  readonly count?: number;
}

function start(context: TestContext, settings: Partial<MqttSettings>) {
  const lines: Line[] = [];
  const log = openLog({ level: 'warn', format: 'json', write: (line) => lines.push(JSON.parse(line) as Line) });
  const gateway = startTestGateway(context, undefined, settings, undefined, undefined, undefined, log);
  return { gateway, lines };
}

/** A kept session with a subscription, whose client is away. */
async function leave(gateway: TestGateway, clientId: string, filter: string, certificateId: string): Promise<void> {
  const client = await gateway.connect(clientId, { clean: false }, certificateId);
  await client.subscribe(filter);
  client.send({ cmd: 'disconnect' });
  await client.closed;
}

/** The first letters of what the client of a kept session gets when it comes back. */
async function owed(gateway: TestGateway, clientId: string, certificateId: string): Promise<string[]> {
  return letters(await gateway.connect(clientId, { clean: false }, certificateId));
}

async function letters(client: TestClient): Promise<string[]> {
  return (await client.settled()).flatMap((packet) =>
    packet.cmd === 'publish' ? [packet.payload.toString().slice(0, 1)] : [],
  );
}

const big = (letter: string) => letter.repeat(900);

describe('The messages that sessions of one owner hold', () => {
  it('cost another owner nothing: waiting ones', async (t) => {
    const { gateway } = start(t, { queuedBytes: 20_000, queuedBytesPerOwner: 5_000 });
    for (const clientId of ['one', 'two', 'three']) await leave(gateway, clientId, 'flood', greedy);
    for (let count = 0; count < 20; count += 1) gateway.publish('flood', big('f'));
    await leave(gateway, 'modest', 'mine', modest);
    const publisher = await gateway.connect('publisher');
    for (const letter of ['1', '2', '3']) {
      publisher.publish('mine', big(letter));
      await publisher.next('puback');
    }
    for (let count = 0; count < 20; count += 1) gateway.publish('flood', big('f'));
    assert.deepEqual(await owed(gateway, 'modest', modest), ['1', '2', '3']);
  });

  it('cost another owner nothing: sent and unacknowledged ones', async (t) => {
    const { gateway } = start(t, { queuedBytes: 20_000, queuedBytesPerOwner: 5_000 });
    const deaf = await gateway.connect('deaf', {}, greedy);
    await deaf.subscribe('flood');
    for (let count = 0; count < 50; count += 1) gateway.publish('flood', big('f'));
    assert.equal((await letters(deaf)).length, 50);
    await leave(gateway, 'modest', 'mine', modest);
    for (const letter of ['1', '2', '3']) gateway.publish('mine', big(letter));
    assert.deepEqual(await owed(gateway, 'modest', modest), ['1', '2', '3']);
  });

  it('give way to newer ones, the oldest of all its sessions first', async (t) => {
    const { gateway, lines } = start(t, { queuedBytesPerOwner: 3_500 });
    await leave(gateway, 'first', 'first', greedy);
    await leave(gateway, 'second', 'second', greedy);
    gateway.publish('first', big('1'));
    for (const letter of ['2', '3', '4']) gateway.publish('second', big(letter));
    assert.deepEqual(await owed(gateway, 'first', greedy), []);
    assert.deepEqual(await owed(gateway, 'second', greedy), ['2', '3', '4']);
    assert.deepEqual(
      lines.map(({ clientId, count, owner, topic }) => ({ clientId, count, owner, topic })),
      [{ clientId: 'first', count: 1, owner: greedy, topic: 'first' }],
    );
  });

  it('are not sent again if they had to give way, and still count as in flight', async (t) => {
    const { gateway } = start(t, { queuedBytesPerOwner: 2_500 });
    const properties = { receiveMaximum: 3, sessionExpiryInterval: 60 };
    const packet = { clean: false, protocolVersion: 5, properties } as const;
    const client = await gateway.connect('device', packet, greedy);
    await client.subscribe('a');
    for (const letter of ['1', '2', '3']) gateway.publish('a', big(letter));
    const { messageId } = await client.next('publish');
    assert.deepEqual(await letters(client), ['2', '3']);
    gateway.publish('a', 'then');
    assert.deepEqual(await letters(client), []);
    client.acknowledge(messageId);
    assert.equal((await client.next('publish')).payload.toString(), 'then');
    const again = await gateway.connect('device', packet, greedy);
    assert.deepEqual(await letters(again), ['2', '3', 't']);
  });

  it('are those of whoever came last with the id', async (t) => {
    const { gateway } = start(t, { queuedBytesPerOwner: 2_500 });
    await leave(gateway, 'device', 'mine', greedy);
    gateway.publish('mine', big('1'));
    // With its next certificate.
    const client = await gateway.connect('device', { clean: false }, modest);
    await client.next('publish');
    client.stream.destroy();
    await client.closed;
    await leave(gateway, 'other', 'flood', greedy);
    for (let count = 0; count < 5; count += 1) gateway.publish('flood', big('f'));
    assert.deepEqual(await owed(gateway, 'device', modest), ['1']);
  });

  it('are dropped by themselves where all owners together hold too much', async (t) => {
    const { gateway, lines } = start(t, { queuedBytes: 2_500, queuedBytesPerOwner: 2_500 });
    await leave(gateway, 'first', 'first', greedy);
    await leave(gateway, 'second', 'second', modest);
    for (const letter of ['1', '2']) gateway.publish('first', big(letter));
    gateway.publish('second', big('3'));
    assert.deepEqual(await owed(gateway, 'second', modest), []);
    assert.deepEqual(await owed(gateway, 'first', greedy), ['1', '2']);
    assert.deepEqual(
      lines.map(({ msg, owner }) => [msg, owner]),
      [['A message for a session was dropped: the queues of all sessions are full.', modest]],
    );
  });
});

describe('What is dropped', () => {
  it('is told in one line, and after a minute in one more with how often', async (t) => {
    const { gateway, lines } = start(t, { queuedBytesPerOwner: 2_500 });
    await leave(gateway, 'away', 'a', greedy);
    for (let count = 0; count < 12; count += 1) gateway.publish('a', big('x'));
    gateway.watch(performance.now());
    assert.deepEqual(
      lines.map(({ count }) => count),
      [1],
    );
    gateway.clock.advance(60_000);
    gateway.watch(performance.now());
    gateway.watch(performance.now());
    const { msg, owner, clientId, count } = lines[1] ?? { msg: '' };
    assert.deepEqual(
      [msg, owner, clientId, count],
      ["A message for a session was dropped: its owner's share of the queues is full.", greedy, 'away', 9],
    );
    assert.equal(lines.length, 2);
  });

  it('is told of a queue that is full by itself, too', async (t) => {
    const { gateway, lines } = start(t, { queuedMessagesPerSession: 1 });
    await leave(gateway, 'away', 'a', greedy);
    gateway.publish('a', '1');
    gateway.publish('a', '2');
    assert.deepEqual(
      lines.map(({ msg, owner, clientId }) => [msg, owner, clientId]),
      [['A message for a session was dropped: the queue of the session is full.', greedy, 'away']],
    );
  });
});

describe('The sessions that one owner leaves', () => {
  it('cost another owner none of its own', async (t) => {
    const { gateway, lines } = start(t, { offlineSessions: 10, offlineSessionsPerOwner: 2 });
    await leave(gateway, 'modest', 'mine', modest);
    for (const clientId of ['g1', 'g2', 'g3']) await leave(gateway, clientId, clientId, greedy);
    assert.deepEqual(
      ['mine', 'g1', 'g2', 'g3'].map((topic) => gateway.hasSubscriber(topic)),
      [true, false, true, true],
    );
    assert.deepEqual(
      lines.map(({ clientId, owner }) => [clientId, owner]),
      [['g1', greedy]],
    );
  });

  it('are not kept where those of all owners fill the place, and their wills are published at once', async (t) => {
    const { gateway } = start(t, { offlineSessions: 1, offlineSessionsPerOwner: 1 });
    await leave(gateway, 'modest', 'mine', modest);
    const listener = await gateway.connect('listener');
    await listener.subscribe('gone');
    const packet = {
      clean: false,
      protocolVersion: 5,
      properties: { sessionExpiryInterval: 60 },
      will: { topic: 'gone', payload: Buffer.from('x'), properties: { willDelayInterval: 30 } },
    } as const;
    const client = await gateway.connect('greedy', packet, greedy);
    await client.subscribe('theirs');
    client.stream.destroy();
    assert.equal((await listener.nextMessage()).text, 'x');
    assert.deepEqual([gateway.hasSubscriber('mine'), gateway.hasSubscriber('theirs')], [true, false]);
  });
});

describe('The retained messages of one owner', () => {
  it('cost another owner none of its own', async (t) => {
    const { gateway, lines } = start(t, { retainedMessages: 10, retainedMessagesPerOwner: 2 });
    const one = await gateway.connect('one', {}, modest);
    one.publish('mine', 'm', { retain: true });
    await one.next('puback');
    const other = await gateway.connect('other', {}, greedy);
    for (const topic of ['g1', 'g2', 'g3']) {
      other.publish(topic, 'g', { retain: true });
      await other.next('puback');
    }
    const heard: string[] = [];
    for (const topic of ['mine', 'g1', 'g2', 'g3']) {
      await one.subscribe(topic, { qos: 0 });
      for (const packet of await one.settled()) if (packet.cmd === 'publish') heard.push(packet.topic);
    }
    assert.deepEqual(heard, ['mine', 'g2', 'g3']);
    assert.deepEqual(
      lines.map(({ msg, owner, topic }) => [msg, owner, topic]),
      [["A retained message was dropped: its owner's share of them is full.", greedy, 'g1']],
    );
  });
});

const message = (topic: string, size: number) => ({
  topic,
  payload: Buffer.alloc(size),
  qos: 1 as const,
  retain: true,
  properties: undefined,
  expiresAt: undefined,
});
const drops = { dropped: () => undefined };

describe('MessageQueue', () => {
  it('counts what all queues hold, and drops its own oldest beyond that limit', () => {
    const limits = { queuedMessagesPerSession: 100, queuedBytesPerSession: 1e6 };
    const all = new HeldBytes({ queuedBytes: 2_500, queuedBytesPerOwner: 2_500 });
    const queueOf = (owner: string): MessageQueue => {
      const holding = new Holding(all, owner, { dropOldest: (why) => queue.dropOldest(why) });
      const queue = new MessageQueue(limits, holding, () => undefined);
      return queue;
    };
    const first = queueOf('first');
    const second = queueOf('second');
    first.push({ message: message('a', 900), retain: false });
    second.push({ message: message('b', 900), retain: false });
    second.push({ message: message('c', 900), retain: false });
    assert.equal(first.length, 1);
    assert.equal(second.shift()?.message.topic, 'c');
    assert.equal(first.takeAll().length, 1);
    assert.equal(all.total, 0);
  });
});

describe('RetainedMessages', () => {
  it('makes room for the newest', () => {
    const limits = {
      retainedMessages: 2,
      retainedMessagesPerOwner: 2,
      retainedBytes: 1e6,
      retainedBytesPerOwner: 10_000,
    };
    const retained = new RetainedMessages(limits, drops);
    for (const topic of ['a', 'b', 'c']) retained.keep(message(topic, 10), 'owner');
    assert.deepEqual(
      ['a', 'b', 'c'].map((topic) => retained.find(topic, 0)?.topic),
      [undefined, 'b', 'c'],
    );
    retained.keep(message('d', 9_800), 'owner');
    assert.deepEqual(
      ['b', 'c', 'd'].map((topic) => retained.find(topic, 0)?.topic),
      [undefined, undefined, 'd'],
    );
  });
});
