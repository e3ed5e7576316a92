import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type BatchOutcome, createBatcher } from '../../src/lib/batcher.ts';

type Run = (items: readonly string[], slot: number) => Promise<readonly BatchOutcome<string>[]>;
interface Limits {
  readonly besideOthers?: number;
  readonly slots?: number;
  readonly maximumBatch?: number;
  readonly maximumWaiting?: number;
}

const echo = (items: readonly string[]) => items.map((item) => ({ kind: 'done', value: item }) as const);

/** A batcher with small limits, and the batches that it ran. */
function batcher(
  run: Run = async (items) => echo(items),
  { besideOthers = 1, slots = 1, maximumBatch = 10, maximumWaiting = 100 }: Limits = {},
) {
  const batches: string[][] = [];
  const submit = createBatcher<string, string>({
    run(items, slot) {
      batches.push([...items]);
      return run(items, slot);
    },
    slots,
    besideOthers,
    maximumBatch,
    maximumWaiting,
    onOverflow: () => new Error('too many'),
  });
  return { submit, batches };
}

/** One whose batches go on until the test ends them. */
function heldBatcher(limits: Limits) {
  const ends: (() => void)[] = [];
  const { batches, submit } = batcher(async (items) => {
    await new Promise<void>((resolve) => ends.push(resolve));
    return echo(items);
  }, limits);
  return { batches, ends, submit };
}

/** Lets everything happen that needs no timer. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a batcher', () => {
  test('puts what arrives together into one batch and answers each in its place', async () => {
    const { submit, batches } = batcher();
    const answers = await Promise.all(['a', 'b', 'c'].map((key) => submit(key, `${key}1`)));
    assert.deepEqual(answers, ['a1', 'b1', 'c1']);
    assert.deepEqual(batches, [['a1', 'b1', 'c1']]);
    assert.equal(submit.pending(), 0);
  });

  test('does calls of one key one after another, in their order, never in one batch', async () => {
    const { submit, batches } = batcher(undefined, { slots: 3 });
    const done: string[] = [];
    const calls = ['a1', 'b1', 'a2', 'a3', 'b2'].map((item) =>
      submit(item.slice(0, 1), item).then((answer) => done.push(answer)),
    );
    await Promise.all(calls);
    for (const batch of batches) assert.equal(new Set(batch.map((item) => item.slice(0, 1))).size, batch.length);
    assert.deepEqual(
      done.filter((item) => item.startsWith('a')),
      ['a1', 'a2', 'a3'],
    );
    assert.deepEqual(
      done.filter((item) => item.startsWith('b')),
      ['b1', 'b2'],
    );
  });

  test('never makes a batch larger, nor runs more at a time, than it was told', async () => {
    let running = 0;
    let most = 0;
    const slotsInUse = new Set<number>();
    const { submit, batches } = batcher(
      async (items, slot) => {
        assert.ok(!slotsInUse.has(slot), 'a slot is used twice at a time');
        slotsInUse.add(slot);
        running += 1;
        most = Math.max(most, running);
        // Long enough for another batch to begin.
        for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        slotsInUse.delete(slot);
        return echo(items);
      },
      { slots: 2, maximumBatch: 3 },
    );
    await Promise.all(Array.from({ length: 20 }, (_, index) => submit(`key-${index}`, `${index}`)));
    assert.equal(most, 2);
    assert.ok(batches.every((batch) => batch.length <= 3));
    assert.equal(batches.flat().length, 20);
  });

  test('begins a batch beside others only when enough calls wait for each of them', async () => {
    const { batches, ends, submit } = heldBatcher({ slots: 3, besideOthers: 2 });
    const answers = [];
    const seen = [];
    for (const name of 'abcdefghij') {
      answers.push(submit(name, name));
      await turns();
      seen.push(batches.length);
    }
    // Two calls for the one that runs, then four for the two that run; then no slot is free.
    assert.deepEqual(seen, [1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
    for (const end of ends.splice(0)) end();
    await turns();
    assert.deepEqual(batches, [['a'], ['b', 'c'], ['d', 'e', 'f', 'g'], ['h', 'i', 'j']]);
    for (const end of ends.splice(0)) end();
    await Promise.all(answers);
    assert.equal(submit.pending(), 0);
  });

  test('lets few calls wait only a moment for a batch that is slow', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { batches, ends, submit } = heldBatcher({ slots: 3, besideOthers: 8 });
    const slow = submit('a', 'a');
    await turns();
    const others = [submit('b', 'b'), submit('c', 'c')];
    await turns();
    assert.deepEqual(batches, [['a']]);
    t.mock.timers.tick(1_000);
    await turns();
    assert.deepEqual(batches, [['a'], ['b', 'c']]);
    ends[1]?.();
    assert.deepEqual(await Promise.all(others), ['b', 'c']);
    const later = submit('d', 'd');
    await turns();
    assert.equal(batches.length, 2);
    ends[0]?.();
    await slow;
    await turns();
    assert.deepEqual(batches.at(-1), ['d']);
    ends[2]?.();
    assert.equal(await later, 'd');
  });

  test('does a call again that lost a race, before others of its key', async () => {
    let losses = 2;
    const { submit, batches } = batcher(async (items) =>
      items.map((item) => {
        if (item !== 'a1' || losses === 0) return { kind: 'done', value: item };
        losses -= 1;
        return { kind: 'again' };
      }),
    );
    assert.deepEqual(await Promise.all([submit('a', 'a1'), submit('a', 'a2')]), ['a1', 'a2']);
    assert.deepEqual(batches, [['a1'], ['a1'], ['a1'], ['a2']]);
  });

  test('gives a call up that loses every race, and goes on with the next of its key', async () => {
    const { submit, batches } = batcher(async (items) =>
      items.map((item) => (item === 'a1' ? { kind: 'again' } : { kind: 'done', value: item })),
    );
    const lost = submit('a', 'a1');
    const next = submit('a', 'a2');
    await assert.rejects(lost, /race/);
    assert.equal(await next, 'a2');
    assert.equal(batches.length, 11);
    assert.equal(submit.pending(), 0);
  });

  test('tells a batch when the oldest of its calls came, while somebody asks', async () => {
    let time = 0;
    let isAsked = true;
    const heard: (number | undefined)[] = [];
    const again = ['again', 'done'];
    const submit = createBatcher<string, string>({
      run: async (items, _slot, oldestAt) => {
        heard.push(oldestAt);
        if (items.includes('a1') && again.shift() === 'again') return items.map(() => ({ kind: 'again' }));
        return echo(items);
      },
      slots: 1,
      maximumBatch: 10,
      maximumWaiting: 10,
      onOverflow: () => new Error('too many'),
      now: () => {
        time += 1;
        return isAsked ? time : undefined;
      },
    });
    await Promise.all([submit('a', 'a1'), submit('a', 'a2'), submit('b', 'b1')]);
    // a1 came first and is done twice, and a2 came second and waits for it.
    assert.deepEqual(heard, [1, 1, 2]);
    isAsked = false;
    await submit('a', 'a3');
    assert.deepEqual(heard, [1, 1, 2, undefined]);
  });

  test('turns away what is too much, and takes calls again when there is room', async () => {
    const { submit } = batcher(undefined, { maximumWaiting: 2 });
    const taken = [submit('a', 'a1'), submit('a', 'a2')];
    await assert.rejects(submit('b', 'b1'), /too many/);
    await Promise.all(taken);
    assert.equal(await submit('b', 'b2'), 'b2');
  });

  test('fails one item without the others of its batch', async () => {
    const { submit } = batcher(async (items) =>
      items.map((item) =>
        item === 'bad' ? { kind: 'failed', error: new Error('bad') } : { kind: 'done', value: item },
      ),
    );
    const [bad, good] = await Promise.allSettled([submit('a', 'bad'), submit('b', 'good')]);
    assert.equal(bad?.status, 'rejected');
    assert.deepEqual(good, { status: 'fulfilled', value: 'good' });
  });

  test('fails all calls of a batch that rejects, and works on', async () => {
    let broken = true;
    const { submit } = batcher(async (items) => {
      if (broken) throw new Error('the database is away');
      return echo(items);
    });
    const outcomes = await Promise.allSettled([submit('a', 'a1'), submit('b', 'b1')]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    broken = false;
    assert.equal(await submit('a', 'a2'), 'a2');
    assert.equal(submit.pending(), 0);
  });
});
