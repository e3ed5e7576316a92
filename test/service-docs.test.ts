/**
 * The book in docs/service/: what the code cites is there, what it claims of tests is true, and nothing else is cited.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../src/lib/package-root.ts';

interface Rule {
  readonly page: string;
  readonly anchor: string;
  readonly text: string;
}

interface Citation {
  readonly from: string;
  readonly page: string;
  /** Absent where a whole page is cited. */
  readonly anchor: string | undefined;
}

interface HeldBy {
  readonly rule: Rule;
  readonly file: string;
  readonly name: string;
}

const BOOK = 'docs/service';
const read = (file: string) => readFileSync(join(packageRoot, file), 'utf8');
const filesBelow = (folder: string, pattern: RegExp) =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file))
    .map((file) => `${folder}/${file}`);

const pages = filesBelow(BOOK, /\.md$/);
const sources = ['src', 'test', 'bench', 'scripts'].flatMap((folder) => filesBelow(folder, /\.(tsx?|mjs|sql)$/));
const prose = [
  ...filesBelow('docs', /\.md$/).filter((file) => !pages.includes(file)),
  ...filesBelow('decisions', /\.md$/),
  ...readdirSync(packageRoot).filter((file) => file.endsWith('.md')),
];
const rules = pages.flatMap(rulesOf);
const citations = [...sources, ...prose].flatMap(citationsIn);

test('a citation of the book leads to a rule, or to a page, that is there', () => {
  assert.ok(citations.length > 100, 'the code cites the book');
  assert.deepEqual(lost(citations), []);
});

test('a link from one page of the book leads somewhere', () => {
  assert.deepEqual(lost(pages.flatMap(linksIn)), []);
});

test('the headings of a page have different anchors', () => {
  const all = rules.map(({ anchor, page }) => `${page}#${anchor}`);
  assert.deepEqual(
    all.filter((anchor, index) => all.indexOf(anchor) !== index),
    [],
  );
});

test('a rule that claims to be held by a test is cited outside the book', () => {
  const cited = new Set(citations.map(({ anchor, page }) => `${page}#${anchor}`));
  const claiming = new Set(rules.flatMap(heldBy).map(({ rule }) => `${rule.page}#${rule.anchor}`));
  assert.deepEqual(
    [...claiming].filter((anchor) => !cited.has(anchor)),
    [],
  );
});

test('a test that is claimed to hold a rule has that name in that file', () => {
  const claims = rules.flatMap(heldBy);
  assert.ok(claims.length > 50, 'the book says which tests hold its rules');
  assert.deepEqual(
    claims
      .filter((claim) => !isThere(claim))
      .map(({ file, name, rule }) => `${rule.page}#${rule.anchor}: ${file}: ${name}`),
    [],
  );
});

test('no comment cites a document that is not in the repository', () => {
  const known = new Set([...pages, ...prose].map((file) => file.slice(file.lastIndexOf('/') + 1)));
  const strange = sources.flatMap((file) =>
    [...read(file).matchAll(/`([\w-]+\.md)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => !known.has(name))
      .map((name) => `${file} cites ${name}`),
  );
  assert.deepEqual(strange, []);
});

/** The `##` and `###` headings of a page, each with the text up to the next one. */
function rulesOf(page: string): Rule[] {
  const [, ...parts] = read(page).split(/^#{2,3} /m);
  return parts.map((part) => {
    const [heading = ''] = part.split('\n', 1);
    return { page, anchor: anchorOf(heading), text: part.slice(heading.length) };
  });
}

/** The anchor that a heading has on GitHub. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
    .replaceAll(' ', '-');
}

function citationsIn(file: string): Citation[] {
  return [...read(file).matchAll(/docs\/service\/([\w-]+\.md)(?:#([\w-]+))?/g)].map(([, page = '', anchor]) => ({
    from: file,
    page: `${BOOK}/${page}`,
    anchor,
  }));
}

function linksIn(file: string): Citation[] {
  return [...read(file).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([\w-]+))?\)/g)].map(([, path = '', anchor]) => ({
    from: file,
    page: path === '' ? file : normalize(join(dirname(file), path)),
    anchor,
  }));
}

/** Those that lead nowhere. Of pages outside the book only the file is looked for. */
function lost(all: readonly Citation[]): string[] {
  const anchors = new Set(rules.map(({ anchor, page }) => `${page}#${anchor}`));
  return all
    .filter(({ anchor, page }) => {
      if (anchor === undefined || !pages.includes(page)) return !existsSync(join(packageRoot, page));
      return !anchors.has(`${page}#${anchor}`);
    })
    .map(({ anchor, from, page }) => `${from} cites ${page}${anchor === undefined ? '' : `#${anchor}`}`);
}

/** The tests that a rule names in its paragraph `Held by:`. */
function heldBy(rule: Rule): HeldBy[] {
  const [, claim = ''] = /^Held by: ([\s\S]*?)(?:\n\n|$(?![\s\S]))/m.exec(rule.text) ?? [];
  return claim
    .replaceAll(/\s+/g, ' ')
    .split(' · ')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, file = part, name = ''] = /^\s*`([^`]+)`: (.+?)\s*$/.exec(part) ?? [];
      return { rule, file, name };
    });
}

/** Whether a file has a test of that name; quotes may be escaped in it. */
function isThere({ file, name }: HeldBy): boolean {
  if (name === '' || !existsSync(join(packageRoot, file))) return false;
  const text = read(file).replaceAll(/\\(['"`])/g, '$1');
  return [`'${name}'`, `"${name}"`, `\`${name}\``, `\`${name}\${`, `\`${name} \${`].some((quoted) =>
    text.includes(quoted),
  );
}
