/**
 * What Lucene's language has and that of the fleet index has not (docs/service/fleet-index.md#what-is-not-supported). It is
 * refused and never read as plain text: a query that looks right would silently find something else.
 */
import { invalidQuery } from './tokens.ts';

const unsupported: readonly (readonly [RegExp, string])[] = [
  [/^\+/, 'the operator + is not supported'],
  [/~/, 'fuzzy and proximity searches (~) are not supported'],
  [/\^/, 'boosting (^) is not supported'],
  [/=/, 'a field and its value are separated by a colon, not by ='],
  [/!/, 'a ! can only stand before a term'],
  [/&&/, '&& needs white space around it'],
  [/\|\|/, '|| needs white space around it'],
];

/**
 * Checks a term or the name of a field, as it was written. Throws InvalidQueryException for an operator that is not
 * supported, or that stands where it has no meaning; a backslash before it makes it a plain character.
 */
export function checkWord(raw: string, at: number): void {
  const withoutEscaped = raw.replace(/\\./gsu, ' ');
  const found = unsupported.find(([operator]) => operator.test(withoutEscaped));
  if (found !== undefined) throw invalidQuery(`${found[1]}; a \\ before it makes it a plain character`, at);
}
