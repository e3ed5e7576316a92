/**
 * Values and types as the original tool's messages show them, which is how Python writes them
 * (docs/service/command-line.md#what-is-validated-here).
 */
import { WrittenNumber } from './written-number.ts';

/** For example `['b', 'c']`, `True`, `None`, `{'a': 1}`. */
export function pythonText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  if (value instanceof WrittenNumber) return value.text;
  if (value instanceof Uint8Array)
    return `b${quoted(Buffer.from(value).toString('latin1')).replace(/[^ -~]/g, hexEscaped)}`;
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value).map(([key, member]) => `${quoted(key)}: ${pythonText(member)}`);
    return `{${members.join(', ')}}`;
  }
  return String(value);
}

/** For example `<class 'str'>`. */
export function pythonType(value: unknown): string {
  return `<class '${typeName(value)}'>`;
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'str';
  if (value instanceof WrittenNumber) return value.isInteger ? 'int' : 'float';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (value instanceof Uint8Array) return 'bytes';
  return Array.isArray(value) ? 'list' : 'dict';
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = text.replace(/[\\'\u00a0\u00ad]|\p{Cc}/gu, (character) => {
    if (character === "'") return quote === "'" ? "\\'" : character;
    const known: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
    return known[character] ?? hexEscaped(character);
  });
  return `${quote}${inside}${quote}`;
}

function hexEscaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
