/**
 * `npm run fuzz`: feeds a million inputs to everything that reads what comes from outside.
 *
 * Options: --inputs N (in all), --seed TEXT, --target PART-OF-NAME, --from N (the number of the first input, to see one again).
 */
import { inspect, parseArgs } from 'node:util';
import { watchForHangs } from './hang-watch.ts';
import { MOST_GROWTH, type Outcome, runTarget } from './run-target.ts';
import { inputsOf, targets } from './targets/index.ts';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now()) },
    target: { type: 'string', default: '' },
    from: { type: 'string', default: '0' },
  },
});
const chosen = targets.filter(({ name }) => name.includes(values.target));
if (chosen.length === 0) throw new Error(`No target has ${values.target} in its name.`);

const watch = watchForHangs(values.seed);
console.log(`seed ${values.seed}`);
console.log('target                           inputs    seconds  slowest ms  growth KiB  failures');
const outcomes: Outcome[] = [];
for (const target of chosen) {
  const inputs = values.target === '' ? inputsOf(target, Number(values.inputs)) : Number(values.inputs);
  const onInput = watch.inputsOf(target.name);
  const outcome = await runTarget(target, { seed: values.seed, inputs, from: Number(values.from), onInput });
  outcomes.push(outcome);
  console.log(line(outcome));
  for (const { number, reason, input } of outcome.failures) {
    console.log(`  input ${number}: ${reason}\n  ${inspect(input, { maxStringLength: 2_000, depth: 5 })}`);
  }
}
watch.stop();
const failures = outcomes.reduce((sum, outcome) => sum + outcome.failures.length, 0);
const growing = outcomes.filter(({ growth }) => growth > MOST_GROWTH).map(({ name }) => name);
if (growing.length > 0) console.log(`memory grows: ${growing.join(', ')}`);
console.log(`${outcomes.reduce((sum, { inputs }) => sum + inputs, 0)} inputs, ${failures} failures`);
process.exitCode = failures + growing.length === 0 ? 0 : 1;

function line({ name, inputs, seconds, slowestMs, growth, failures: found }: Outcome): string {
  const columns = [inputs, seconds.toFixed(1), slowestMs.toFixed(1), Math.round(growth / 1024), found.length];
  const [a, b, c, d, e] = columns.map(String);
  return [name.padEnd(30), a?.padStart(9), b?.padStart(10), c?.padStart(11), d?.padStart(11), e?.padStart(9)].join(' ');
}
