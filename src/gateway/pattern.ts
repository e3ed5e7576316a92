/** Compiles the patterns of the API model, which were written for another regular expression engine, for this one. */
import type { StringShape } from '../contract/shape.ts';

/** POSIX classes of the model, which mean ASCII only (docs/service/jobs.md#errors). */
const posixClasses: Readonly<Record<string, string>> = { Upper: 'A-Z', Digit: '0-9', Graph: '!-~' };

const compiled = new WeakMap<StringShape, RegExp>();

/** Whether the whole value has the shape's pattern. True if the shape has none. */
export function hasPattern(shape: StringShape, value: string): boolean {
  if (shape.pattern === undefined) return true;
  let expression = compiled.get(shape);
  if (expression === undefined) {
    expression = compilePattern(shape.pattern);
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
