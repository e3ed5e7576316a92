import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { steadyClock } from '../../src/lib/clock.ts';

/** A steady clock on a machine whose times a test sets. */
function onMachine({ atLeast = 0, machine = 1_000_000 } = {}) {
  const time = { machine, monotonic: 0 };
  const steps: { byMs: number; aheadMs: number }[] = [];
  const clock = steadyClock({
    machine: { now: () => time.machine },
    monotonicNow: () => time.monotonic,
    atLeast,
    onStep: (step) => void steps.push(step),
  });
  const pass = (milliseconds: number) => {
    time.machine += milliseconds;
    time.monotonic += milliseconds;
    return clock.now();
  };
  return { clock, pass, steps, time };
}

describe('a steady clock', () => {
  test("tells the machine's time while nobody sets that", () => {
    const { pass, steps } = onMachine();
    assert.equal(pass(0), 1_000_000);
    assert.equal(pass(5_000), 1_005_000);
    assert.deepEqual(steps, []);
  });

  test("goes on at half speed after the machine's was set back, until the two agree", () => {
    const { pass, steps, time } = onMachine();
    pass(1_000);
    time.machine -= 200_000;
    assert.equal(pass(0), 1_001_000);
    assert.equal(pass(100_000), 1_051_000);
    assert.equal(pass(300_000), 1_201_000);
    assert.equal(pass(1_000), 1_202_000);
    assert.deepEqual(steps, [{ byMs: -200_000, aheadMs: 200_000 }]);
  });

  test("follows the machine's when that is set ahead, and keeps what it has told when it is set back again", () => {
    const { pass, steps, time } = onMachine();
    time.machine += 3_600_000;
    assert.equal(pass(0), 4_600_000);
    time.machine -= 3_600_000;
    assert.equal(pass(10), 4_600_005);
    assert.deepEqual(
      steps.map(({ byMs }) => byMs),
      [3_600_000, -3_600_000],
    );
  });

  test('begins no earlier than what an earlier process has told', () => {
    const { pass } = onMachine({ atLeast: 1_050_000 });
    assert.equal(pass(0), 1_050_000);
    assert.equal(pass(100_000), 1_100_000);
  });

  test('does not call the small corrections of a time server steps', () => {
    const { pass, steps, time } = onMachine();
    for (let count = 0; count < 100; count += 1) {
      time.machine -= 900;
      pass(10_000);
    }
    assert.deepEqual(steps, []);
  });

  test('never goes back, whatever happens to the machine', () => {
    const moves = fc.array(fc.record({ step: fc.integer({ min: -1e7, max: 1e7 }), pass: fc.nat(1e6) }), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(moves, (all) => {
        const { clock, pass, time } = onMachine({ machine: 1e9 });
        let last = clock.now();
        for (const move of all) {
          time.machine += move.step;
          const next = pass(move.pass);
          assert.ok(Number.isInteger(next) && next >= last && next >= time.machine);
          assert.ok(next - last >= Math.floor(move.pass / 2));
          last = next;
        }
      }),
    );
  });
});
