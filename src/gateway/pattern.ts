/** Compiles the patterns of the API model, which were written for another regular expression engine, for this one. */
import type { StringShape } from '../contract/shape.ts';

/** POSIX classes of the model, which mean ASCII only (docs/service/jobs.md#errors). */
const posixClasses: Readonly<Record<string, string>> = { Upper: 'A-Z', Digit: '0-9', Graph: '!-~' };

/**
 * Patterns of the model for which an engine with backtracking needs quadratic time, or memory for each character, and others
 * for the same texts: whoever sends a text of 16 KB would otherwise hold up everybody.
 */
const linearPatterns: Readonly<Record<string, string>> = {
  '[1-9]+.[0-9]+': '[1-9]+(?:(?<=[1-9]{3})|(?<=[1-9]{2})0|[^1-9\\n\\r\\u2028\\u2029][0-9]+)',
  '([^\\p{C}]|[\\t\\r\\n])+': '[\\P{C}\\t\\r\\n]+',
};

const compiled = new WeakMap<StringShape, RegExp>();

/** Whether the whole value has the shape's pattern. True if the shape has none. */
export function hasPattern(shape: StringShape, value: string): boolean {
  if (shape.pattern === undefined) return true;
  let expression = compiled.get(shape);
  if (expression === undefined) {
    expression = compilePattern(linearPatterns[shape.pattern] ?? shape.pattern);
    compiled.set(shape, expression);
  }
  return expression.test(value);
}

/** The regular expression for a pattern of the model: Unicode, and anchored at both ends. */
export function compilePattern(pattern: string): RegExp {
  let translated = '';
  let inClass = false;
  for (const [token] of pattern.matchAll(/\\p\{\w+\}|\\.|[^\\]/gsu)) {
    if (token === '[') inClass = true;
    else if (token === ']') inClass = false;
    translated += translatedToken(token, inClass);
  }
  return new RegExp(`^(?:${translated})$`, 'u');
}

function translatedToken(token: string, inClass: boolean): string {
  const range = posixClasses[/^\\p\{(\w+)\}$/.exec(token)?.[1] ?? ''];
  if (range !== undefined) return inClass ? range : `[${range}]`;
  // The `u` flag forbids a backslash before characters that have no meaning of their own.
  if (/^\\[^\w^$\\.*+?()[\]{}|/]$/u.test(token) && !(inClass && token === '\\-')) return token.slice(1);
  return token;
}
