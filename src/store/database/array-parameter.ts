/**
 * Array parameters of the hot path. `pg` makes them of JavaScript arrays as well, but looks through each element for what must
 * be escaped, numbers too, and leaves more garbage than all else that a device request takes.
 */

/** Numbers, or their decimal text, for `bigint[]` and the like. */
export function numberArray(values: readonly (number | string | null)[]): string {
  let text = '{';
  for (const value of values) text += text.length === 1 ? (value ?? 'NULL') : `,${value ?? 'NULL'}`;
  return `${text}}`;
}

/** A control character, which names do not have and JSON writes as an escape. */
const SEPARATOR = '\u001f';

/** Names or JSON, none of them empty; the statement takes them apart with `textsOf`. */
export function joinTexts(values: readonly (string | null)[]): string {
  // null becomes nothing.
  return values.join(SEPARATOR);
}

/** The `text[]` of joined texts, as SQL. One null alone makes it empty, which `unnest` fills up beside longer ones. */
export function textsOf(parameter: string): string {
  return `string_to_array(${parameter}, chr(31), '')`;
}
