/** Cuts a JMESPath expression into tokens. */

import type { Value } from '../value.ts';
import { parseJson } from '../values/json.ts';

export type TokenType =
  | 'unquoted_identifier'
  | 'quoted_identifier'
  | 'literal'
  | 'number'
  | 'star'
  | 'dot'
  | 'lbracket'
  | 'rbracket'
  | 'flatten'
  | 'filter'
  | 'lbrace'
  | 'rbrace'
  | 'lparen'
  | 'rparen'
  | 'comma'
  | 'colon'
  | 'current'
  | 'expref'
  | 'pipe'
  | 'or'
  | 'and'
  | 'not'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'eof';

export interface Token {
  readonly type: TokenType;
  readonly value: Value;
  /** As error texts show it. */
  readonly text: string;
  readonly start: number;
}

/**
 * The expression is no JMESPath; the message shows the place, in the words of the original
 * (docs/service/command-line.md#asking-with-a-query).
 */
export class QuerySyntaxError extends Error {
  override readonly name = 'QuerySyntaxError';
}

const LONGEST = 100_000;

/** Longer signs before those that they begin with. */
const signs: readonly (readonly [sign: string, type: TokenType])[] = [
  ['[]', 'flatten'],
  ['[?', 'filter'],
  ['||', 'or'],
  ['&&', 'and'],
  ['==', 'eq'],
  ['!=', 'ne'],
  ['<=', 'lte'],
  ['>=', 'gte'],
  ['*', 'star'],
  ['.', 'dot'],
  ['[', 'lbracket'],
  [']', 'rbracket'],
  ['{', 'lbrace'],
  ['}', 'rbrace'],
  ['(', 'lparen'],
  [')', 'rparen'],
  [',', 'comma'],
  [':', 'colon'],
  ['@', 'current'],
  ['&', 'expref'],
  ['|', 'pipe'],
  ['!', 'not'],
  ['<', 'lt'],
  ['>', 'gt'],
];

/** The tokens, the last one of type `eof`. */
export function tokensOf(expression: string): Token[] {
  if (expression.length > LONGEST) throw new QuerySyntaxError(`The expression is longer than ${LONGEST} characters.`);
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    const blank = /[ \t\n\r]+/y;
    blank.lastIndex = at;
    const skipped = blank.exec(expression)?.[0].length ?? 0;
    at += skipped;
    if (skipped > 0) continue;
    const { end, ...token } = tokenAt(expression, at);
    tokens.push(token);
    at = end;
  }
  return [...tokens, { type: 'eof', value: '', text: '', start: expression.length }];
}

function tokenAt(expression: string, start: number): Token & { readonly end: number } {
  const word = match(/[A-Za-z_]\w*/y, expression, start);
  if (word !== undefined) {
    return { type: 'unquoted_identifier', value: word, text: word, start, end: start + word.length };
  }
  const digits = match(/-?\d+/y, expression, start);
  if (digits !== undefined) {
    return { type: 'number', value: Number(digits), text: digits, start, end: start + digits.length };
  }
  const first = expression[start] ?? '';
  if (first === '"' || first === "'" || first === '`') return quotedAt(expression, start, first);
  for (const [sign, type] of signs) {
    if (expression.startsWith(sign, start)) return { type, value: sign, text: sign, start, end: start + sign.length };
  }
  throw lexerError(expression, start, `Unknown token ${first === '=' ? "'='" : first === '-' ? "'-'" : first}`);
}

function quotedAt(expression: string, start: number, quote: '"' | "'" | '`'): Token & { readonly end: number } {
  let end = start + 1;
  while (end < expression.length && expression[end] !== quote) end += expression[end] === '\\' ? 2 : 1;
  if (expression[end] !== quote) throw lexerError(expression, start, `Unclosed ${quote} delimiter`);
  const inner = expression.slice(start + 1, end);
  const type = quote === '"' ? 'quoted_identifier' : 'literal';
  const value = readQuoted(expression, start, quote, inner);
  return { type, value, text: typeof value === 'string' ? value : inner, start, end: end + 1 };
}

function readQuoted(expression: string, start: number, quote: '"' | "'" | '`', inner: string): Value {
  if (quote === "'") return inner.replaceAll("\\'", "'");
  const text = quote === '"' ? `"${inner}"` : inner.replaceAll('\\`', '`').trimStart();
  try {
    return parseJson(text);
  } catch (error) {
    // The parser of JSON throws nothing but errors.
    if (quote === '"') throw lexerError(expression, start, (error as Error).message);
  }
  try {
    // A bare word between backticks is a string, which older expressions use.
    return parseJson(`"${text}"`);
  } catch {
    throw lexerError(expression, start, `Bad token ${text}`);
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function lexerError(expression: string, at: number, message: string): QuerySyntaxError {
  return new QuerySyntaxError(`Bad jmespath expression: ${message}:\n${expression}\n${' '.repeat(at)}^`);
}
