/**
 * Array parameters of the hot path, as PostgreSQL reads them. `pg` makes them of JavaScript arrays as well, but escapes each
 * element, numbers too; that was more than a quarter of all memory that a device request took.
 */

/** Of numbers, for `bigint[]` and the like. */
export function numberArray(values: readonly (number | null)[]): string {
  let text = '{';
  for (const value of values) text += text.length === 1 ? (value ?? 'NULL') : `,${value ?? 'NULL'}`;
  return `${text}}`;
}

/** Of words, which must have neither quotes nor backslashes in them, as names, ids and statuses have none. */
export function wordArray(values: readonly (string | null)[]): string {
  let text = '{';
  for (const value of values) {
    if (text.length > 1) text += ',';
    // Quoted, since a thing may be called NULL.
    text += value === null ? 'NULL' : `"${value}"`;
  }
  return `${text}}`;
}
