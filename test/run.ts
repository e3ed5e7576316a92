/**
 * Runs every test file, in one process more at a time than there are processors, up to four: many tests wait for servers that
 * they start. Arguments choose files by a part of their path, for example `npm test -- rollout`.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec, tap } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';

const MOST_PROCESSES = 4;
/** A process costs a start and a PostgreSQL of its own. */
const FEWEST_FILES = 10;

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

const processes = Math.min(MOST_PROCESSES, availableParallelism() + 1, Math.ceil(files.length / FEWEST_FILES));
// What a process is to run is a module that says so: the runner starts a process for each module.
const directory = mkdtempSync(join(tmpdir(), 'musterd-tests-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
const modules = Array.from({ length: processes }, (_, index) => {
  // Neighbours are alike in what they cost, so they are dealt out.
  const share = files.filter((_, position) => position % processes === index).map(urlOf);
  const path = join(directory, `part-${index + 1}-of-${processes}.mjs`);
  const text = `import { runFiles } from ${JSON.stringify(urlOf('run-files.js'))};\nrunFiles(${JSON.stringify(share)});\n`;
  writeFileSync(path, text);
  return path;
});

/** Far more than a process needs: one that hangs is a failure, and not the end of patience. */
const LONGEST_MS = 20 * 60_000;

const results = run({ files: modules, concurrency: processes, timeout: LONGEST_MS });
results.on('test:fail', () => {
  process.exitCode = 1;
});
results.compose(process.stdout.isTTY ? new spec() : tap).pipe(process.stdout);

function urlOf(file: string): string {
  return pathToFileURL(join(root, file)).href;
}
