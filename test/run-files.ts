/** Runs test files in this one process, so that they share one PostgreSQL and one start-up. */
import { test } from 'node:test';

export function runFiles(files: readonly string[]): void {
  const loaded = (async () => {
    for (const file of files) await import(file);
  })();
  // Tests run one after another, so no other one starts before this one ends. Without it, the runner takes a pause in the
  // loading, for example while a file opens its database, for the end, and fails the tests of later files.
  test('every test file loads', () => loaded);
}
