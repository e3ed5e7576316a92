/**
 * Chooses the part of the index to look at for a query: ranges that contain everything that can match, and as little
 * else as possible. Every candidate must still be checked with `matches`.
 */
import { type Bound, numberOf, type Query } from './query.ts';

/** The entries of the index from one word to another, both included, in one field or (undefined) in any. */
export type IndexRange =
  | { readonly kind: 'word'; readonly field: string | undefined; readonly word: string }
  | { readonly kind: 'words'; readonly field: string | undefined; readonly from: string; readonly to: string }
  | { readonly kind: 'numbers'; readonly field: string; readonly from: number; readonly to: number };

/** Sorts after every text that begins with the text it is appended to. */
const BEHIND_ALL = '\u{10FFFF}';

/** The terms of a query as ranges of the index. Negated terms contribute none. */
export function rangesOf(query: Query): readonly IndexRange[] {
  if (query.kind === 'and' || query.kind === 'or') return query.queries.flatMap(rangesOf);
  return rangesOfTerm(query) ?? [];
}

/**
 * Ranges that together contain every match, chosen by the number of entries in each; undefined if only a walk through
 * everything finds all matches. `countOf` counts up to `most` + 1. A range with more than `most` entries is used only
 * if it is one word of one field: its things then come in order and need not all be read.
 */
export function chooseRanges(
  query: Query,
  countOf: (range: IndexRange) => number,
  most: number,
): readonly IndexRange[] | undefined {
  return choose(query, countOf, most)?.ranges;
}

interface Choice {
  readonly ranges: readonly IndexRange[];
  readonly cost: number;
}

function choose(query: Query, countOf: (range: IndexRange) => number, most: number): Choice | undefined {
  switch (query.kind) {
    case 'and': {
      const choices = query.queries.map((part) => choose(part, countOf, most)).filter((choice) => choice !== undefined);
      return choices.sort((a, b) => a.cost - b.cost)[0];
    }
    case 'or': {
      const choices = query.queries.map((part) => choose(part, countOf, most));
      if (!choices.every((choice) => choice !== undefined)) return undefined;
      return {
        ranges: choices.flatMap((choice) => choice.ranges),
        cost: choices.reduce((sum, choice) => sum + choice.cost, 0),
      };
    }
    default: {
      const ranges = rangesOfTerm(query);
      if (ranges === undefined) return undefined;
      const counts = ranges.map(countOf);
      const tooMany = ranges.some((range, i) => range.kind !== 'word' && (counts[i] ?? 0) > most);
      return tooMany ? undefined : { ranges, cost: counts.reduce((sum, count) => sum + count, 0) };
    }
  }
}

function rangesOfTerm(query: Query): readonly IndexRange[] | undefined {
  switch (query.kind) {
    case 'word':
      return [{ kind: 'word', field: query.field, word: query.word }];
    case 'phrase':
      return query.words.slice(0, 1).map((word) => ({ kind: 'word', field: query.field, word }));
    case 'pattern': {
      const [prefix] = query.parts;
      if (typeof prefix !== 'string') return undefined;
      return [{ kind: 'words', field: query.field, from: prefix, to: prefix + BEHIND_ALL }];
    }
    case 'exists':
      return [{ kind: 'words', field: query.field, from: '', to: BEHIND_ALL }];
    case 'range':
      return rangesOfRange(query.field, query.from, query.to);
    case 'compare': {
      const isUpper = query.operator === '<' || query.operator === '<=';
      const from = isUpper ? Number.NEGATIVE_INFINITY : query.number;
      const to = isUpper ? query.number : Number.POSITIVE_INFINITY;
      return [{ kind: 'numbers', field: query.field, from, to }];
    }
    default:
      return undefined;
  }
}

function rangesOfRange(field: string | undefined, from: Bound, to: Bound): readonly IndexRange[] | undefined {
  const low = from.value === null ? Number.NEGATIVE_INFINITY : numberOf(from.value);
  const high = to.value === null ? Number.POSITIVE_INFINITY : numberOf(to.value);
  const words: IndexRange = { kind: 'words', field, from: from.value ?? '', to: to.value ?? BEHIND_ALL };
  if (low === undefined || high === undefined) return [words];
  // Numbers compare as numbers, and other values of the field as text.
  return field === undefined ? undefined : [{ kind: 'numbers', field, from: low, to: high }, words];
}
