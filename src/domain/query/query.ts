/**
 * A query of the fleet index as a tree (docs/service/fleet-index.md#the-grammar-of-queries). All text except field
 * names is lower-case, because values compare without case.
 */

/** One piece of a word with wildcards (docs/service/fleet-index.md#stars-and-question-marks): text, `*` or `?`. */
export type PatternPart = string | typeof anyRun | typeof oneCharacter;

export const anyRun = Symbol('*');
export const oneCharacter = Symbol('?');

/** An end of a range; `null` leaves it open (docs/service/fleet-index.md#ranges-and-comparisons). */
export interface Bound {
  readonly value: string | null;
  readonly inclusive: boolean;
}

/** `field` is undefined for a term that looks at all fields of the registry. */
export type Query =
  | { readonly kind: 'and' | 'or'; readonly queries: readonly Query[] }
  | { readonly kind: 'not'; readonly query: Query }
  | { readonly kind: 'everything' }
  | { readonly kind: 'exists'; readonly field: string }
  | { readonly kind: 'word'; readonly field: string | undefined; readonly word: string }
  | { readonly kind: 'pattern'; readonly field: string | undefined; readonly parts: readonly PatternPart[] }
  | { readonly kind: 'phrase'; readonly field: string | undefined; readonly words: readonly string[] }
  | { readonly kind: 'range'; readonly field: string | undefined; readonly from: Bound; readonly to: Bound }
  | { readonly kind: 'compare'; readonly field: string; readonly operator: Comparison; readonly number: number };

export type Comparison = '<' | '<=' | '>' | '>=';

/** What the index knows of one thing or group: the values of each field. */
export type Fields = ReadonlyMap<string, readonly string[]>;

/** The words of a text, separated by white space, in lower case. */
export function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The value of a text that is a JSON number; undefined for any other text. */
export function numberOf(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

const aliases: Readonly<Record<string, string>> = {
  'registry.thingTypeName': 'thingTypeName',
  'registry.thingGroupNames': 'thingGroupNames',
};

/** The name under which the index keeps a field; some fields can be written in two ways. */
export function canonicalField(field: string): string {
  return Object.hasOwn(aliases, field) ? (aliases[field] ?? field) : field;
}

/** True if a term without a field also searches this field. */
export function isSearchedByDefault(field: string): boolean {
  return !field.startsWith('connectivity.');
}
