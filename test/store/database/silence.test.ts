/** A database by whose connections nothing comes back any more, although they look open. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { DatabaseUnavailable } from '../../../src/lib/database-unavailable.ts';
import { type DatabasePool, openDatabase, statement } from '../../../src/store/database/database.ts';
import { takeDatabase } from '../../../src/store/database/ownership.ts';
import { freshDatabase } from '../../support/database.ts';
import { startFreezingProxy } from '../../support/freezing-proxy.ts';

const one = statement('test.one', 'SELECT 1 AS one');
const LIMIT = { timeout: 120_000 };

/** A database behind a proxy, its pool, and what the hold on it tells. */
async function open(t: TestContext) {
  const proxy = await startFreezingProxy(t, await freshDatabase());
  const events = new EventEmitter();
  const pool: DatabasePool = openDatabase({
    connection: proxy.connection,
    connections: 3,
    statementTimeoutMs: 60_000,
    connectionTimeoutMs: 500,
    onConnectionError: () => undefined,
  });
  const told = (name: string) => () => void events.emit(name);
  const ownership = await takeDatabase({
    connection: proxy.connection,
    onLost: (reason) => assert.fail(reason),
    onSilent: told('silent'),
    onAnswer: told('answer'),
    onDead() {
      pool.abandonConnections();
      events.emit('dead');
    },
    beatMs: 20,
  });
  t.after(async () => {
    await ownership.release();
    pool.abandonConnections();
    await pool.close();
  });
  return { events, pool, proxy };
}

const unavailable = (error: unknown) => error instanceof DatabaseUnavailable && error.isOutage;

test('is noticed, what waits for it is refused, and everybody is served again by new connections', LIMIT, async (t) => {
  const { events, pool, proxy } = await open(t);
  await Promise.all([pool.query(one), pool.query(one), pool.query(one)]);
  const silent = once(events, 'silent');
  const dead = once(events, 'dead');
  const answers = once(events, 'answer');
  proxy.freeze(false);
  const waiting = [pool.query(one), pool.transaction((transaction) => transaction.query(one))];
  const refused = Promise.all(waiting.map((asked) => assert.rejects(asked, unavailable)));
  await silent;
  assert.equal(pool.underWay(), 2);
  await dead;
  await refused;
  assert.deepEqual(await pool.query(one), [{ one: 1 }]);
  await answers;
  assert.equal(pool.underWay(), 0);
});

test('is refused within the time for a connection while it lasts, also to whoever comes later', LIMIT, async (t) => {
  const { events, pool, proxy } = await open(t);
  await pool.query(one);
  const dead = once(events, 'dead');
  const answers = once(events, 'answer');
  proxy.freeze(true);
  await dead;
  await assert.rejects(pool.query(one), unavailable);
  await assert.rejects(
    pool.transaction((transaction) => transaction.query(one)),
    unavailable,
  );
  proxy.thaw();
  await answers;
  assert.deepEqual(await pool.query(one), [{ one: 1 }]);
});

test(
  'that is left by a dead server has its sessions ended by the next one, with all that they have locked',
  LIMIT,
  async (t) => {
    const connection = await freshDatabase();
    const pool = () =>
      openDatabase({ connection, connections: 1, statementTimeoutMs: 10_000, onConnectionError: () => undefined });
    const former = pool();
    const next = pool();
    t.after(() => next.close());
    const lock = statement('test.lock', 'SELECT pg_advisory_xact_lock(1, 1)');
    const events = new EventEmitter();
    const locked = once(events, 'locked');
    const over = former.transaction(async (transaction) => {
      await transaction.query(lock);
      events.emit('locked');
      await once(events, 'end');
      await transaction.query(lock);
    });
    await locked;
    const ownership = await takeDatabase({ connection, onLost: (reason) => assert.fail(reason) });
    t.after(() => ownership.release());
    await next.transaction((transaction) => transaction.query(lock));
    events.emit('end');
    await assert.rejects(over, unavailable);
    await former.close();
  },
);
