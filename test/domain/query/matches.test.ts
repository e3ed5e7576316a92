import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseRanges, type IndexRange } from '../../../src/domain/query/candidates.ts';
import { matches } from '../../../src/domain/query/matches.ts';
import { parseQuery } from '../../../src/domain/query/parse.ts';
import { anyRun, type Fields, numberOf, oneCharacter, type Query, wordsOf } from '../../../src/domain/query/query.ts';
import { anyFields, anyQuery } from './any-query.ts';

const lamp: Fields = new Map([
  ['thingName', ['Lamp-1']],
  ['thingTypeName', ['Lamp']],
  ['thingGroupNames', ['north', 'Floor2']],
  ['attributes.version', ['1.10']],
  ['attributes.serial', ['X200']],
  ['attributes.mixed', ['3x']],
  ['description', ['A lamp in the hall']],
  ['connectivity.connected', ['true']],
  ['connectivity.timestamp', ['1557676800000']],
]);

const found: readonly string[] = [
  '*',
  'lamp',
  'LAMP-1',
  'thingTypeName:lamp',
  'registry.thingGroupNames:floor2',
  'thingGroupNames:north thingGroupNames:floor2',
  'thingName:la*',
  'thingName:l?mp*1',
  '*amp-1',
  'attributes.serial:*',
  'NOT attributes.none:*',
  '-attributes.serial:y',
  'attributes.serial:(y OR x200)',
  'attributes.version:1.10',
  'attributes.version > 1.09',
  'attributes.version <= 1.1',
  'attributes.version:[1 TO 1.1]',
  'attributes.version:{1 TO *]',
  'attributes.mixed:[1 TO 5]',
  'attributes.serial:[x1 TO x3}',
  'attributes.serial:"X200"',
  'description:"lamp in the"',
  'connectivity.connected:true',
  'connectivity.timestamp:[1557676799999 TO 1557676800001]',
  'nothing OR (lamp north)',
];

const notFound: readonly string[] = [
  'true',
  'thingname:lamp-1',
  'thingName:lamp',
  'attributes.version:1.1',
  'attributes.version > 1.1',
  'attributes.version:{1.1 TO 2]',
  'attributes.version:[1 TO 1.1}',
  'attributes.mixed > 1',
  'attributes.serial:x20',
  'attributes.serial:x20?0',
  'attributes.none:*',
  'attributes.serial:[x201 TO *]',
  'description:"in lamp"',
  'shadow.reported.a:*',
  'NOT *',
  'lamp south',
  'lamp NOT north',
];

test('a thing is found by what is known of it, without regard to case', () => {
  for (const text of found) assert.ok(matches(parseQuery(text, { maximumTerms: 12 }), lamp), text);
});

test('a thing is not found by what is not true of it', () => {
  for (const text of notFound) assert.ok(!matches(parseQuery(text, { maximumTerms: 12 }), lamp), text);
});

/** The rules once more, as plainly as can be: patterns as regular expressions, negation and connection by truth tables. */
function naive(query: Query, fields: Fields): boolean {
  const values = (field: string | undefined) =>
    [...fields]
      .filter(([name]) => (field === undefined ? !name.startsWith('connectivity') : name === field))
      .flatMap(([, all]) => all.map((value) => value.toLowerCase()));
  switch (query.kind) {
    case 'and':
      return !query.queries.some((part) => !naive(part, fields));
    case 'or':
      return query.queries.filter((part) => naive(part, fields)).length > 0;
    case 'not':
      return !naive(query.query, fields);
    case 'everything':
      return true;
    case 'exists':
      return values(query.field).length > 0;
    case 'word':
      return values(query.field).includes(query.word);
    case 'phrase':
      return query.words.length === 1 && values(query.field).includes(query.words[0] ?? '');
    case 'pattern': {
      const source = query.parts.map((part) => {
        if (part === anyRun) return '.*';
        return part === oneCharacter
          ? '.'
          : String(part).replace(/[^a-z0-9]/gu, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
      });
      return values(query.field).some((value) => new RegExp(`^${source.join('')}$`, 'u').test(value));
    }
    case 'compare': {
      const table = {
        '<': (n: number) => n < query.number,
        '<=': (n: number) => n <= query.number,
        '>': (n: number) => n > query.number,
        '>=': (n: number) => n >= query.number,
      };
      return values(query.field).some((value) => numberOf(value) !== undefined && table[query.operator](Number(value)));
    }
    case 'range':
      return values(query.field).some((value) => {
        const all = [value, query.from.value ?? '0', query.to.value ?? '0'];
        const key = (text: string) => (all.every((one) => numberOf(one) !== undefined) ? Number(text) : text);
        const { from, to } = query;
        const low =
          from.value === null || key(value) > key(from.value) || (from.inclusive && key(value) === key(from.value));
        const high = to.value === null || key(value) < key(to.value) || (to.inclusive && key(value) === key(to.value));
        return low && high;
      });
  }
}

test('the evaluation agrees with the rules written down plainly', () => {
  let matched = 0;
  fc.assert(
    fc.property(anyQuery, anyFields, (query, fields) => {
      const expected = naive(query, fields);
      if (expected) matched += 1;
      assert.equal(matches(query, fields), expected);
    }),
    { numRuns: 5_000 },
  );
  assert.ok(matched > 500 && matched < 4_500, `${matched} of 5000 matched`);
});

/** Whether a thing has an entry in a range of the index. */
function isIn(range: IndexRange, fields: Fields): boolean {
  return [...fields].some(([name, values]) => {
    if (range.field !== undefined && range.field !== name) return false;
    return values.flatMap(wordsOf).some((word) => {
      if (range.kind === 'word') return word === range.word;
      if (range.kind === 'words') return word >= range.from && word <= range.to;
      const number = numberOf(word);
      return number !== undefined && number >= range.from && number <= range.to;
    });
  });
}

test('the ranges that are chosen hold everything that matches', () => {
  let narrowed = 0;
  fc.assert(
    fc.property(anyQuery, anyFields, fc.infiniteStream(fc.nat(30)), (query, fields, counts) => {
      const ranges = chooseRanges(query, () => counts.next().value ?? 0, 20);
      if (ranges === undefined || !matches(query, fields)) return;
      narrowed += 1;
      assert.ok(ranges.some((range) => isIn(range, fields)));
    }),
    { numRuns: 10_000 },
  );
  assert.ok(narrowed > 200, `${narrowed} cases`);
});

test('the narrowest part of a conjunction is chosen, and a wide range is not read at all', () => {
  const sizes: Record<string, number> = { common: 9_000_000, rare: 3 };
  const countOf = (range: IndexRange) => (range.kind === 'word' ? (sizes[range.word] ?? 0) : 9_000_000);
  const choose = (text: string) => chooseRanges(parseQuery(text, { maximumTerms: 12 }), countOf, 20_000);
  const word = (text: string) => ({ kind: 'word', field: undefined, word: text });
  assert.deepEqual(choose('common rare x*'), [word('rare')]);
  assert.deepEqual(choose('common'), [word('common')]);
  assert.deepEqual(choose('common OR rare'), [word('common'), word('rare')]);
  assert.equal(choose('rare OR x*'), undefined);
  assert.equal(choose('NOT rare'), undefined);
  assert.deepEqual(choose('NOT rare common'), [word('common')]);
});
