/**
 * JSON that keeps how numbers were written, and errors in the words of the original tool's parser: what was expected,
 * and at which line, column and offset (docs/service/command-line.md#json-in-values).
 */

import { numberOf, WrittenNumber } from '../written-number.ts';
import { DEEPEST } from './deepest.ts';

export type Json = null | boolean | number | string | WrittenNumber | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export class JsonError extends Error {
  override readonly name = 'JsonError';
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const PLAIN = /(?:[^"\\\p{Cc}]|[\u007f-\u009f])*/uy;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const WORDS: readonly (readonly [word: string, value: Json])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
];

interface Cursor {
  readonly text: string;
  at: number;
}

/** Throws a JsonError that says where the text stops being JSON. */
export function parseJson(text: string): Json {
  const cursor: Cursor = { text, at: 0 };
  skipBlanks(cursor);
  const value = readValue(cursor, 0);
  skipBlanks(cursor);
  if (cursor.at < text.length) throw expecting(cursor, 'Extra data', cursor.at);
  return value;
}

/** The opposite of `parseJson`: one line without blanks. */
export function writeJson(value: unknown): string {
  if (value instanceof WrittenNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${writeJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

function readValue(cursor: Cursor, depth: number): Json {
  if (depth > DEEPEST) throw expecting(cursor, `Nested deeper than ${DEEPEST} levels`, cursor.at);
  const { at, text } = cursor;
  const first = text[at];
  if (first === '"') return readString(cursor);
  if (first === '{') return readObject(cursor, depth);
  if (first === '[') return readArray(cursor, depth);
  const word = WORDS.find(([candidate]) => text.startsWith(candidate, at));
  if (word !== undefined) {
    cursor.at += word[0].length;
    return word[1];
  }
  NUMBER.lastIndex = at;
  const [number] = NUMBER.exec(text) ?? [];
  if (number === undefined) throw expecting(cursor, 'Expecting value', at);
  cursor.at += number.length;
  return numberOf(number);
}

function readObject(cursor: Cursor, depth: number): JsonObject {
  const entries: [string, Json][] = [];
  cursor.at += 1;
  skipBlanks(cursor);
  if (cursor.text[cursor.at] === '}') {
    cursor.at += 1;
    return {};
  }
  for (;;) {
    if (cursor.text[cursor.at] !== '"') {
      throw expecting(cursor, 'Expecting property name enclosed in double quotes', cursor.at);
    }
    const key = readString(cursor);
    skipBlanks(cursor);
    if (cursor.text[cursor.at] !== ':') throw expecting(cursor, "Expecting ':' delimiter", cursor.at);
    cursor.at += 1;
    skipBlanks(cursor);
    entries.push([key, readValue(cursor, depth + 1)]);
    // Defines each key as the object's own, also `__proto__`.
    if (ended(cursor, '}')) return Object.fromEntries(entries);
  }
}

function readArray(cursor: Cursor, depth: number): readonly Json[] {
  const items: Json[] = [];
  cursor.at += 1;
  skipBlanks(cursor);
  if (cursor.text[cursor.at] === ']') {
    cursor.at += 1;
    return items;
  }
  for (;;) {
    items.push(readValue(cursor, depth + 1));
    if (ended(cursor, ']')) return items;
  }
}

/** After an item: whether the closing character follows, and not a comma with a further item. */
function ended(cursor: Cursor, close: string): boolean {
  skipBlanks(cursor);
  const next = cursor.text[cursor.at];
  if (next !== ',' && next !== close) throw expecting(cursor, "Expecting ',' delimiter", cursor.at);
  cursor.at += 1;
  if (next === ',') skipBlanks(cursor);
  return next === close;
}

function readString(cursor: Cursor): string {
  const start = cursor.at;
  let value = '';
  cursor.at += 1;
  for (;;) {
    PLAIN.lastIndex = cursor.at;
    const plain = PLAIN.exec(cursor.text)?.[0] ?? '';
    value += plain;
    cursor.at += plain.length;
    const next = cursor.text[cursor.at];
    if (next === undefined) throw expecting(cursor, 'Unterminated string starting at', start);
    if (next === '"') break;
    if (next !== '\\') throw expecting(cursor, 'Invalid control character at', cursor.at);
    value += readEscape(cursor, start);
  }
  cursor.at += 1;
  return value;
}

function readEscape(cursor: Cursor, start: number): string {
  const code = cursor.text[cursor.at + 1];
  if (code === undefined) throw expecting(cursor, 'Unterminated string starting at', start);
  if (code === 'u') {
    const digits = cursor.text.slice(cursor.at + 2, cursor.at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw expecting(cursor, 'Invalid \\uXXXX escape', cursor.at + 1);
    cursor.at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }
  const character = ESCAPES[code];
  if (character === undefined) throw expecting(cursor, 'Invalid \\escape', cursor.at);
  cursor.at += 2;
  return character;
}

function skipBlanks(cursor: Cursor): void {
  while (' \t\n\r'.includes(cursor.text[cursor.at] ?? 'x')) cursor.at += 1;
}

function expecting({ text }: Cursor, what: string, at: number): JsonError {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  return new JsonError(`${what}: line ${line} column ${column} (char ${at})`);
}

export function isJsonObject(value: unknown): value is JsonObject {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && !Array.isArray(value) && !(value instanceof WrittenNumber);
}
