/**
 * Runs every test file in this one process, so that the whole suite shares one PostgreSQL and one start-up. Arguments
 * choose files by a part of their path, for example `npm test -- rollout`.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = import.meta.dirname;
const wanted = process.argv.slice(2);
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js'))
  .filter((file) => (wanted.length === 0 ? !file.startsWith('wire') : wanted.some((part) => file.includes(part))))
  .sort();
if (files.length === 0) {
  console.error(`No test file matches ${wanted.join(' or ')}.`);
  process.exit(1);
}
const loaded = (async () => {
  for (const file of files) await import(join(root, file));
})();
// Tests run one after another, so no other one starts before this one ends. Without it, the runner takes a pause in the
// loading, for example while a file opens its database, for the end, and fails the tests of later files.
test('every test file loads', () => loaded);
