/** A short run of the fuzzing (`npm run fuzz` is the long one), and everything that it has found before. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { corpus } from './corpus.ts';
import { LONGEST_MS, MOST_GROWTH, runTarget, timed } from './run-target.ts';
import { inputsOf, targets } from './targets/index.ts';

const INPUTS = 20_000;
/** Always the same, so that nothing fails that nobody has changed. */
const seed = 'npm test';

for (const target of targets) {
  const inputs = inputsOf(target, INPUTS);
  test(`${inputs} inputs made by chance do no harm: ${target.name}`, async () => {
    const { failures, growth } = await runTarget(target, { seed, inputs });
    assert.deepEqual(failures, [], `seed ${seed}: ${inspect(failures, { depth: 6 })}`);
    assert.ok(growth < MOST_GROWTH, `The heap grows by ${growth} bytes.`);
  });
}

for (const { target: name, fault, input } of corpus) {
  test(`${name}: it is mended that ${fault}`, async () => {
    const target = await targets.find((one) => one.name === name)?.open();
    assert.ok(target !== undefined);
    assert.ok((await timed(() => target.check(input))) < LONGEST_MS);
    await target.close?.();
  });
}
