/** The rules of the house that no compiler checks: which room may import which, no circles, files that a person can read. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { extensionOperations } from '../src/contract/extensions/index.ts';
import { controlPlaneOperations, deviceOperations } from '../src/contract/operations/index.ts';
import { packageRoot } from '../src/lib/package-root.ts';
import { extensionHandlers } from '../src/operations/extensions/index.ts';
import { operationHandlers } from '../src/operations/index.ts';

const src = join(packageRoot, 'src');
const LONGEST_FILE = 400;
const SOURCE = /\.tsx?$/;

/** What each room may import, besides `lib`; ARCHITECTURE.md says why. */
const rooms: Readonly<Record<string, readonly string[] | 'everything'>> = {
  contract: [],
  domain: ['contract'],
  store: ['domain', 'contract'],
  postgres: [],
  signals: ['domain'],
  access: ['contract', 'domain', 'store'],
  operations: ['contract', 'domain', 'store', 'access'],
  engine: ['contract', 'domain', 'store'],
  gateway: ['contract', 'access', 'operations'],
  demo: ['contract'],
  cli: ['contract', 'server'],
  server: 'everything',
  lib: [],
};

/** What the first part of a path in our documents may be. */
const roomsAndFolders = new Set([...Object.keys(rooms), 'src', 'test', 'docs', 'decisions', 'bench', 'scripts']);

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => SOURCE.test(file));
const imports: readonly Import[] = files.flatMap((from) => {
  const text = readFileSync(join(src, from), 'utf8');
  const found = text.matchAll(/(?:import|export)\s+(type\s)?[^'"();]*?from\s+'(\.[^']+)'|import\(\s*'(\.[^']+)'/g);
  return [...found].map(([, typeOnly, path, lazyPath]) => ({
    from,
    to: relative(src, resolve(src, dirname(from), path ?? lazyPath ?? '')),
    typeOnly: typeOnly !== undefined,
  }));
});
const roomOf = (file: string) => file.split('/')[0] ?? '';

test('every room is known and imports only what ARCHITECTURE.md lets it', () => {
  const wrong = imports.filter(({ from, to }) => {
    const allowed = rooms[roomOf(from)];
    assert.ok(allowed !== undefined, `src/${from} is in a room that ARCHITECTURE.md does not know`);
    return (
      allowed !== 'everything' && roomOf(from) !== roomOf(to) && roomOf(to) !== 'lib' && !allowed.includes(roomOf(to))
    );
  });
  assert.deepEqual(
    wrong.map(({ from, to }) => `${from} imports ${to}`),
    [],
  );
});

test('an import leads to a file that is there', () => {
  const known = new Set(files);
  assert.deepEqual(
    imports.filter(({ to }) => !known.has(to)).map(({ from, to }) => `${from} imports ${to}`),
    [],
  );
});

test('no files import one another in a circle', () => {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), `a circle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`);
    if (done.has(file)) return;
    for (const imported of next.get(file) ?? []) walk(imported, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
});

test('no file is longer than a person wants to read', () => {
  const long = ['src', 'test', 'bench', 'scripts'].flatMap((room) => {
    const sources = readdirSync(join(packageRoot, room), { recursive: true, encoding: 'utf8' });
    return sources
      .filter((file) => /\.(tsx?|mjs)$/.test(file))
      .map((file) => ({
        file: `${room}/${file}`,
        lines: readFileSync(join(packageRoot, room, file), 'utf8').split('\n').length,
      }))
      .filter(({ lines }) => lines > LONGEST_FILE);
  });
  assert.deepEqual(long, []);
});

test('a pure room reads neither the clock nor chance, and does no input or output', () => {
  const impure = files
    .filter((file) => ['contract', 'domain'].includes(roomOf(file)))
    .filter((file) =>
      /Date\.now|new Date\(\)|Math\.random|randomUUID|from 'node:|setTimeout/.test(
        readFileSync(join(src, file), 'utf8'),
      ),
    );
  assert.deepEqual(impure, []);
});

test('SQL is in the store and nowhere else', () => {
  const elsewhere = files
    .filter((file) => roomOf(file) !== 'store')
    .filter((file) =>
      /\b(SELECT|INSERT INTO|DELETE FROM)\b|\bUPDATE \w+\s+SET\b/.test(readFileSync(join(src, file), 'utf8')),
    );
  assert.deepEqual(elsewhere, []);
});

test('only the log itself deletes announcements', () => {
  const deleting = files.filter((file) => /DELETE FROM announcement\b/.test(readFileSync(join(src, file), 'utf8')));
  assert.deepEqual(deleting, ['store/announcement/announcement-log.ts']);
});

test('signals are delivered after a change and after a batch of devices, and from nowhere else', () => {
  const delivering = files.filter((file) => /\bsignals\.deliver\(/.test(readFileSync(join(src, file), 'utf8')));
  assert.deepEqual(delivering.sort(), ['operations/device/batch.ts', 'store/database/change.ts']);
});

test('a path that a document names leads to a file or folder that is there', () => {
  const beginnings = ['', 'src'];
  const lost = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md'].flatMap((document) =>
    [...readFileSync(join(packageRoot, document), 'utf8').matchAll(/`([a-z][\w.-]*\/[\w./-]*)`/g)]
      .map(([, path = '']) => path)
      .filter((path) => !/[A-Z]{3}|^musterd-data\//.test(path) && roomsAndFolders.has(path.split('/')[0] ?? ''))
      .filter((path) => !beginnings.some((beginning) => existsSync(join(packageRoot, beginning, path))))
      .map((path) => `${document} names ${path}`),
  );
  assert.deepEqual(lost, []);
});

/** `as` and a type; not `as const`, the renaming of an import or of a key, or a word of a text. */
const CAST = /[\w)\]}'"`] as (?!const\b)[\w({['"]/;
const OPENS_EXPRESSION = /(\breturn|[=(:[])\s*[{[(]$|[=(:,?[]$/;

/** The lines of casts that have a comment neither on their own line nor above the statement, or the part of it, that they are in. */
function castsWithoutReason(text: string): number[] {
  const lines = text.split('\n');
  const isComment = (line: string) => /^\s*(\/\/|\/\*|\*)/.test(line);
  return lines.flatMap((line, index) => {
    const code = line.replace(/'(?:[^'\\]|\\.)*'/g, "''").replace(/`[^`]*`/g, '``');
    if (
      isComment(line) ||
      !CAST.test(code) ||
      /^\s*(import|export) .* from |\bK in keyof\b|^\s*(--|\w+ as \w+,$)/.test(code)
    )
      return [];
    if (/\s\/\/ /.test(code)) return [];
    for (let above = index - 1; above >= 0; above -= 1) {
      const before = lines[above] ?? '';
      if (isComment(before)) return [];
      if (!OPENS_EXPRESSION.test(before)) break;
    }
    return [index + 1];
  });
}

test('a cast has a reason beside it', () => {
  assert.deepEqual(
    castsWithoutReason('const a = b as C;\n// Since it is.\nconst d = e as F;\nconst g = h as I;'),
    [1, 4],
  );
  const unexplained = ['src', 'bench'].flatMap((room) =>
    readdirSync(join(packageRoot, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => SOURCE.test(file))
      .flatMap((file) =>
        castsWithoutReason(readFileSync(join(packageRoot, room, file), 'utf8')).map(
          (line) => `${room}/${file}:${line}`,
        ),
      ),
  );
  assert.deepEqual(unexplained, []);
});

test('every operation of the contract has a handler, under the same file name', () => {
  assert.deepEqual(Object.keys(operationHandlers).sort(), Object.keys(controlPlaneOperations).sort());
  for (const [name, operation] of Object.entries(controlPlaneOperations)) assert.equal(operation.name, name);
  const known = new Set(files);
  const contracts = files.filter((file) =>
    /^contract\/operations\/(?!device\/)[^/]+\/(?!index)[^/]+\.tsx?$/.test(file),
  );
  const missing = contracts.map((file) => file.replace('contract/', '')).filter((file) => !known.has(file));
  assert.deepEqual(missing, []);
  assert.equal(Object.keys(deviceOperations).length, 4);
});

test('every operation under /x/ has a contract and a handler, each in a file of its own with the same path', () => {
  assert.deepEqual(Object.keys(extensionHandlers).sort(), Object.keys(extensionOperations).sort());
  const filesIn = (room: string, shared: RegExp) =>
    files.flatMap((file) => {
      const [, path = ''] = new RegExp(`^${room}/extensions/([^/]+/[^/]+)\\.ts$`).exec(file) ?? [];
      return path === '' || shared.test(path) ? [] : [path];
    });
  const contracts = filesIn('contract', /\/(index|shapes)$/);
  assert.deepEqual(filesIn('operations', /\/index$/).sort(), [...contracts].sort());
  const inFile = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  const named = Object.entries(extensionOperations).map(([name, operation]) => {
    assert.equal(operation.name, name);
    assert.match(operation.path, /^\/x\//, name);
    // Texts and permissions are found by name.
    assert.ok(!(name in controlPlaneOperations) && !(name in deviceOperations), `${name} is an operation of AWS too`);
    return inFile(name);
  });
  assert.deepEqual(contracts.map((path) => path.split('/')[1]).sort(), named.sort());
});
