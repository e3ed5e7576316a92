/** Random queries and random things that have a chance of meeting. */
import fc from 'fast-check';
import { anyRun, type Fields, oneCharacter, type PatternPart, type Query } from '../../../src/domain/query/query.ts';

const fieldNames = ['thingName', 'attributes.a', 'attributes.b:c', 'connectivity.connected'] as const;
/** With the prototype of the objects that the parser makes. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { noNullPrototype: true });
const field = fc.constantFrom(...fieldNames);
const anyField = fc.option(field, { nil: undefined });
/** Short words of few letters, numbers among them, and what must be escaped. */
const letters = fc.string({ unit: fc.constantFrom('a', 'b', '1', '0', '-', '.'), minLength: 1, maxLength: 3 });
const word = fc.oneof(
  letters,
  letters,
  fc.constantFrom('and', 'a:b', 'é*', '(x)', '"q"', 'a,b', 'a&&!b', '+~^=||', '\u{1F600}'),
);
const bound = record({ value: fc.option(word, { nil: null }), inclusive: fc.boolean() });

/** As the parser makes them: no two texts in a row, not a star alone, no text alone, one leading wildcard at most. */
const parts = fc
  .tuple(word, fc.constantFrom('*', '?', '**', '?*'), fc.option(word, { nil: '' }))
  .map(([first, wildcards, last]): PatternPart[] => {
    const between = [...wildcards].map((wildcard): PatternPart => (wildcard === '*' ? anyRun : oneCharacter));
    return last === '' ? [first, ...between] : [first, ...between, last];
  });

const term: fc.Arbitrary<Query> = fc.oneof(
  record({ kind: fc.constant('word' as const), field: anyField, word }),
  record({ kind: fc.constant('pattern' as const), field: anyField, parts }),
  record({
    kind: fc.constant('phrase' as const),
    field: anyField,
    words: fc.array(word, { minLength: 1, maxLength: 2 }),
  }),
  record({ kind: fc.constant('range' as const), field: anyField, from: bound, to: bound }),
  record({
    kind: fc.constant('compare' as const),
    field,
    operator: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
    number: fc.integer({ min: -20, max: 20 }),
  }),
  record({ kind: fc.constant('exists' as const), field }),
  fc.constant({ kind: 'everything' as const }),
);

export const anyQuery: fc.Arbitrary<Query> = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    term,
    record({ kind: fc.constant('not' as const), query: tie('query') }),
    record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      queries: fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).query;

export const anyFields: fc.Arbitrary<Fields> = fc
  .uniqueArray(
    fc.tuple(
      field,
      fc.array(
        fc.oneof(
          letters,
          letters.map((text) => text.toUpperCase()),
        ),
        { maxLength: 2 },
      ),
    ),
    {
      selector: ([name]) => name,
    },
  )
  .map((entries) => new Map(entries));
