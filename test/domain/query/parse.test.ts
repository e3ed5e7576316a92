import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ServiceError } from '../../../src/contract/errors.ts';
import { parseQuery } from '../../../src/domain/query/parse.ts';
import { anyRun, oneCharacter } from '../../../src/domain/query/query.ts';
import { refusal } from '../../support/refusal.ts';
import { anyQuery } from './any-query.ts';
import { printQuery } from './print.ts';

const parse = (text: string, maximumTerms = 12) => parseQuery(text, { maximumTerms });
const word = (text: string, field?: string) => ({ kind: 'word', field, word: text }) as const;

test('AND binds more than OR, and OR more than juxtaposition, which means AND', () => {
  const both = (...queries: unknown[]) => ({ kind: 'and', queries });
  const either = (...queries: unknown[]) => ({ kind: 'or', queries });
  assert.deepEqual(parse('a b OR c AND d'), both(word('a'), either(word('b'), both(word('c'), word('d')))));
  assert.deepEqual(parse('a OR b c'), both(either(word('a'), word('b')), word('c')));
  assert.deepEqual(parse(' (a AND b)OR(c d) '), either(both(word('a'), word('b')), both(word('c'), word('d'))));
  assert.deepEqual(parse('thingName:(a OR b c)'), {
    kind: 'and',
    queries: [either(word('a', 'thingName'), word('b', 'thingName')), word('c', 'thingName')],
  });
});

test('&&, || and ! are AND, OR and NOT', () => {
  assert.deepEqual(parse('a && b || ! c'), parse('a AND b OR NOT c'));
  assert.deepEqual(parse('(a)&&("b")||!thingName:c'), parse('(a) AND ("b") OR NOT thingName:c'));
  assert.deepEqual(parse('thingName:a* &&!thingGroupNames:b'), parse('thingName:a* AND NOT thingGroupNames:b'));
  assert.deepEqual(parse('thingName:(a !b)'), parse('thingName:(a NOT b)'));
  assert.deepEqual(parse('\\! \\&& a&b a|b'), {
    kind: 'and',
    queries: [word('!'), word('&&'), word('a&b'), word('a|b')],
  });
  for (const text of ['a && || b', '&& a', 'a ||', '!', 'thingName:!a']) {
    assert.throws(() => parse(text), refusal('InvalidQueryException'), text);
  }
});

test('NOT and a minus negate what follows; a second negation needs parentheses', () => {
  assert.deepEqual(parse('NOT a'), { kind: 'not', query: word('a') });
  assert.deepEqual(parse('-a'), { kind: 'not', query: word('a') });
  assert.deepEqual(parse('- (-thingName:a)'), {
    kind: 'not',
    query: { kind: 'not', query: word('a', 'thingName') },
  });
  assert.deepEqual(parse('-(a b)'), { kind: 'not', query: { kind: 'and', queries: [word('a'), word('b')] } });
  assert.deepEqual(parse('-"a"'), { kind: 'not', query: { kind: 'phrase', field: undefined, words: ['a'] } });
  assert.deepEqual(parse('sensor-1'), word('sensor-1'));
  assert.deepEqual(parse('attributes.t:-5'), word('-5', 'attributes.t'));
  for (const text of ['NOT NOT a', '- -a', '--a', '!!a', 'NOT -a', '-NOT a', 'a AND !-thingName:b']) {
    assert.throws(() => parse(text), refusal('InvalidQueryException', /negated again/), text);
  }
});

test('operators that the language has not are refused, unless a backslash or quotes make them plain', () => {
  const unsupported: readonly [string, RegExp][] = [
    ['thingName:a~', /fuzzy.*\(at character 11\)/],
    ['thingName:a~2', /fuzzy/],
    ['"a b"~2', /proximity/],
    ['thingName:a^2', /boosting/],
    ['(a b)^2', /boosting/],
    ['a^2:b', /boosting/],
    ['+thingName:a', /operator \+/],
    ['a AND +b', /operator \+/],
    ['thingName:+a', /operator \+/],
    ['thingGroupNames=a', /by a colon/],
    ['thingName != a', /by a colon/],
    ['a!b', /! can only stand before a term/],
    ['a!b:c', /! can only stand before a term/],
    ['a&&b', /&& needs white space/],
    ['a ||b', /\|\| needs white space/],
    ['thingName:?a', /cannot begin with \?/],
    ['?', /cannot begin with \?/],
  ];
  for (const [text, message] of unsupported) {
    assert.throws(() => parse(text), refusal('InvalidQueryException', message), text);
  }
  assert.deepEqual(parse('thingName:\\+a\\~b\\^c\\=d\\!e\\&&f\\||g'), word('+a~b^c=d!e&&f||g', 'thingName'));
  assert.deepEqual(parse('a+b'), word('a+b'));
  assert.deepEqual(parse('thingName:"+a~2^b=!c"'), { kind: 'phrase', field: 'thingName', words: ['+a~2^b=!c'] });
});

test('a field may be followed by a value, a group of values, a range or a comparison, with white space between', () => {
  assert.deepEqual(parse('attributes.model : X200'), word('x200', 'attributes.model'));
  assert.deepEqual(parse('thingName:(a OR -b)'), {
    kind: 'or',
    queries: [word('a', 'thingName'), { kind: 'not', query: word('b', 'thingName') }],
  });
  assert.deepEqual(parse('connectivity.timestamp : [ 15 TO 16 }'), {
    kind: 'range',
    field: 'connectivity.timestamp',
    from: { value: '15', inclusive: true },
    to: { value: '16', inclusive: false },
  });
  assert.deepEqual(parse('attributes.t >= 2.5'), {
    kind: 'compare',
    field: 'attributes.t',
    operator: '>=',
    number: 2.5,
  });
  assert.deepEqual(parse('attributes.t<-2'), { kind: 'compare', field: 'attributes.t', operator: '<', number: -2 });
});

test('fields have two names where the language has them, and keep their case', () => {
  assert.deepEqual(parse('registry.thingTypeName:A'), word('a', 'thingTypeName'));
  assert.deepEqual(parse('registry.thingGroupNames:A'), word('a', 'thingGroupNames'));
  assert.deepEqual(parse('attributes.Model:A'), word('a', 'attributes.Model'));
});

test('wildcards make patterns, a star alone is everything or asks for the field', () => {
  assert.deepEqual(parse('*'), { kind: 'everything' });
  assert.deepEqual(parse('attributes.a:*'), { kind: 'exists', field: 'attributes.a' });
  assert.deepEqual(parse('attributes.a:i*T?'), {
    kind: 'pattern',
    field: 'attributes.a',
    parts: ['i', anyRun, 't', oneCharacter],
  });
  assert.deepEqual(parse('a\\*b\\?'), word('a*b?'));
});

test('a backslash makes a character of whatever follows, keywords are upper case and unquoted', () => {
  assert.deepEqual(parse('\\AND'), word('and'));
  assert.deepEqual(parse('"AND"'), { kind: 'phrase', field: undefined, words: ['and'] });
  assert.deepEqual(parse('or'), word('or'));
  assert.deepEqual(parse('\\-a'), word('-a'));
  assert.deepEqual(parse('thingName:a\\:b\\/c\\,d'), word('a:b/c,d', 'thingName'));
  assert.deepEqual(parse('attributes.a\\:b:c'), word('c', 'attributes.a:b'));
});

test('what is no query is refused with a sentence that says where', () => {
  const invalid: readonly [string, RegExp][] = [
    [' ', /it is empty/],
    ['a b)', /\) is not expected here \(at character 4\)/],
    ['(a', /it ends where \) is expected/],
    ['a OR', /it ends where a value is expected/],
    ['AND a', /a value is expected before AND/],
    ['a:', /it ends where a value is expected/],
    ['a:b:c', /: is not expected here/],
    ['a:(b:c)', /inside the group of another field/],
    ['a*:b', /name of a field cannot have wildcards/],
    ['"a', /phrase is not closed/],
    ['" "', /phrase must have a word/],
    ['a\\', /must be followed by the character/],
    ['a:[1 2]', /TO is expected/],
    ['a:[1 TO 2', /it ends where \] or \} is expected/],
    ['a:[1 TO 2)', /must end with \] or \}/],
    ['a:[x* TO 2]', /a bound of a range is/],
    ['a>b', /a number must follow >/],
    ['a:>5', /> is not expected here/],
    ['a\0b', /U\+0000/],
    ...[..."`@#%/';,"].map((character): [string, RegExp] => [`a${character}b`, /cannot be used without/]),
  ];
  for (const [text, message] of invalid)
    assert.throws(() => parse(text), refusal('InvalidQueryException', message), text);
});

test('terms, wildcards, bytes and depth have limits', () => {
  assert.doesNotThrow(() => parse('a b c d e', 5));
  assert.throws(
    () => parse('a b c (d OR e) -f', 5),
    refusal('InvalidQueryException', /6 terms and may have at most 5/),
  );
  assert.throws(() => parse('a:(b c d)', 2), refusal('InvalidQueryException', /3 terms/));
  assert.doesNotThrow(() => parse('*a b*'));
  assert.throws(() => parse('*a *b'), refusal('InvalidQueryException', /only one of its terms may begin with/));
  assert.doesNotThrow(() => parse(`*a ${'b'.repeat(97)}`));
  assert.throws(() => parse(`*a ${'b'.repeat(98)}`), refusal('InvalidQueryException', /at most 100 characters/));
  assert.doesNotThrow(() => parse('a*b*c ????a?'.replace('????a?', 'x?????')));
  assert.throws(() => parse('a*b*c*'), refusal('InvalidQueryException', /at most 2 \*/));
  assert.throws(() => parse('a??????'), refusal('InvalidQueryException', /at most 5 \?/));
  assert.doesNotThrow(() => parse('é'.repeat(500)));
  assert.throws(() => parse('é'.repeat(501)), refusal('InvalidQueryException', /1002 bytes/));
  assert.throws(
    () => parse(`${'('.repeat(51)}a${')'.repeat(51)}`),
    refusal('InvalidQueryException', /nested more than 50/),
  );
});

test('a printed query reads into the same tree', () => {
  fc.assert(
    fc.property(anyQuery, (query) => {
      const text = printQuery(query);
      fc.pre(Buffer.byteLength(text) <= 1000);
      assert.deepEqual(parse(text, 1000), query);
    }),
    { numRuns: 2_000 },
  );
});

test('any text is read or refused with InvalidQueryException', () => {
  const piece = fc.constantFrom(...'()[]{}:<>="\\-+!&|~^*?ab5 ', ' && ', ' AND ', ' OR ', ' NOT ', ' TO ', 'field:');
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(text, (query) => {
      try {
        parse(query);
      } catch (error) {
        assert.ok(error instanceof ServiceError && error.name === 'InvalidQueryException', String(error));
      }
    }),
    { numRuns: 5_000 },
  );
});
