/**
 * Whether a query finds a thing or a group (docs/service/fleet-index.md#how-words-match). This alone decides; the index
 * only proposes candidates.
 */
import {
  anyRun,
  type Bound,
  type Comparison,
  type Fields,
  isSearchedByDefault,
  numberOf,
  oneCharacter,
  type PatternPart,
  type Query,
  wordsOf,
} from './query.ts';

/** True if a query matches the fields that the index has of a thing or a group. */
export function matches(query: Query, fields: Fields): boolean {
  switch (query.kind) {
    case 'and':
      return query.queries.every((part) => matches(part, fields));
    case 'or':
      return query.queries.some((part) => matches(part, fields));
    case 'not':
      return !matches(query.query, fields);
    case 'everything':
      return true;
    case 'exists':
      return (fields.get(query.field)?.length ?? 0) > 0;
    case 'word':
      return someValue(query.field, fields, (value) => wordsOf(value).includes(query.word));
    case 'pattern':
      return someValue(query.field, fields, (value) => wordsOf(value).some((word) => fits(query.parts, word)));
    case 'phrase':
      return someValue(query.field, fields, (value) => hasPhrase(wordsOf(value), query.words));
    case 'range':
      return someValue(query.field, fields, (value) => isBetween(value.toLowerCase(), query.from, query.to));
    case 'compare':
      return someValue(query.field, fields, (value) => {
        const number = numberOf(value);
        return number !== undefined && compares(number, query.operator, query.number);
      });
  }
}

function someValue(field: string | undefined, fields: Fields, holds: (value: string) => boolean): boolean {
  if (field !== undefined) return fields.get(field)?.some(holds) ?? false;
  for (const [name, values] of fields) if (isSearchedByDefault(name) && values.some(holds)) return true;
  return false;
}

function hasPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  return words.some((_, start) => phrase.every((word, i) => words[start + i] === word));
}

/** True if a word matches a pattern. It backtracks to the last `*` only, so the work is bounded by the two lengths. */
function fits(parts: readonly PatternPart[], word: string): boolean {
  const wanted = parts.flatMap((part): PatternPart[] => (typeof part === 'string' ? [...part] : [part]));
  const characters = [...word];
  let at = 0;
  let i = 0;
  let retryAt = 0;
  let retryPart = -1;
  while (at < characters.length) {
    if (wanted[i] === anyRun) {
      i += 1;
      retryPart = i;
      retryAt = at;
    } else if (i < wanted.length && (wanted[i] === oneCharacter || wanted[i] === characters[at])) {
      i += 1;
      at += 1;
    } else if (retryPart >= 0) {
      retryAt += 1;
      at = retryAt;
      i = retryPart;
    } else return false;
  }
  return wanted.slice(i).every((part) => part === anyRun);
}

/** Compares as numbers if the value and the given bounds are numbers, otherwise as text. */
function isBetween(value: string, from: Bound, to: Bound): boolean {
  const number = numberOf(value);
  const low = from.value === null ? Number.NEGATIVE_INFINITY : numberOf(from.value);
  const high = to.value === null ? Number.POSITIVE_INFINITY : numberOf(to.value);
  if (number !== undefined && low !== undefined && high !== undefined) {
    return isAbove(number, low, from.inclusive || from.value === null) && isAbove(high, number, to.inclusive);
  }
  return (
    (from.value === null || isAbove(value, from.value, from.inclusive)) &&
    (to.value === null || isAbove(to.value, value, to.inclusive))
  );
}

function isAbove<T extends string | number>(value: T, bound: T, inclusive: boolean): boolean {
  return value > bound || (inclusive && value === bound);
}

function compares(number: number, operator: Comparison, bound: number): boolean {
  switch (operator) {
    case '<':
      return number < bound;
    case '<=':
      return number <= bound;
    case '>':
      return number > bound;
    case '>=':
      return number >= bound;
  }
}
