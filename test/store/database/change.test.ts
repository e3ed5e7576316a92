import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Signal, SignalDelivery } from '../../../src/domain/signal.ts';
import { change } from '../../../src/store/database/change.ts';
import { statement } from '../../../src/store/database/database.ts';
import { testContext } from '../../support/context.ts';

const { database } = await testContext();
const stored = statement('test.stored', 'SELECT count(*) AS rows FROM announcement');
const event = { kind: 'event', topic: 't', payload: {} } as const;
const lamp = { kind: 'permissions changed', subject: { kind: 'thing', thingName: 'lamp' } } as const;

async function storedRows(): Promise<number | undefined> {
  return (await database.query<{ rows: number }>(stored))[0]?.rows;
}

/** Keeps what is delivered, with the number of announcements that other connections saw by then. */
function recording(): SignalDelivery & { readonly signals: Signal[]; readonly seen: (number | undefined)[] } {
  const signals: Signal[] = [];
  const seen: (number | undefined)[] = [];
  return {
    signals,
    seen,
    async deliver(delivered) {
      signals.push(...delivered);
      seen.push(await storedRows());
    },
  };
}

describe('a change', () => {
  test('delivers its signals after the commit and before it resolves, the announcements first', async () => {
    const before = (await storedRows()) ?? 0;
    const delivery = recording();
    await change(database, delivery, async (_transaction, effects) => {
      effects.wake('rollout');
      effects.raise({ kind: 'operators changed' });
      effects.announce(event);
      assert.deepEqual(delivery.signals, []);
    });
    assert.deepEqual(
      delivery.signals.map(({ kind }) => kind),
      ['announced', 'woken', 'operators changed'],
    );
    const [announced] = delivery.signals;
    assert.ok(announced?.kind === 'announced');
    assert.deepEqual(announced.stored.announcements, [event]);
    assert.deepEqual(delivery.seen, [before + 1]);
  });

  test('delivers equal signals of one transaction once', async () => {
    const delivery = recording();
    await change(database, delivery, async (_transaction, effects) => {
      effects.raise(lamp);
      effects.wake('index');
      effects.raise({ kind: 'permissions changed', subject: { kind: 'thing', thingName: 'lamp' } });
      effects.wake('index');
      effects.raise({ kind: 'permissions changed', subject: { kind: 'thing', thingName: 'other' } });
    });
    assert.deepEqual(delivery.signals, [
      lamp,
      { kind: 'woken', worker: 'index' },
      { kind: 'permissions changed', subject: { kind: 'thing', thingName: 'other' } },
    ]);
  });

  test('that is rolled back delivers nothing and stores no announcement', async () => {
    const before = await storedRows();
    const delivery = recording();
    const failure = new Error('no');
    await assert.rejects(
      change(database, delivery, async (_transaction, effects) => {
        effects.announce(event);
        effects.raise(lamp);
        throw failure;
      }),
      failure,
    );
    assert.deepEqual(delivery.signals, []);
    assert.equal(await storedRows(), before);
  });

  test('that is run again because of a deadlock delivers the signals of the attempt that was committed', async () => {
    const delivery = recording();
    let attempts = 0;
    await change(database, delivery, async (transaction, effects) => {
      attempts += 1;
      effects.raise({ kind: 'certificate changed', certificateId: String(attempts) });
      if (attempts === 1) {
        const deadlock = "DO $$ BEGIN RAISE EXCEPTION 'as if' USING ERRCODE = '40P01'; END $$";
        await transaction.query({ name: '', text: deadlock });
      }
    });
    assert.deepEqual(delivery.signals, [{ kind: 'certificate changed', certificateId: '2' }]);
  });
});
