/**
 * `--output json`: four blanks, members as they come, nothing escaped that need not be
 * (docs/service/command-line.md#what-all-formats-share).
 */
import { isList, isMap, isNumber, numberText, type Value } from '../value.ts';

/** With a line break at the end; nothing for an answer without members. */
export function formatJson(value: Value): string {
  return isMap(value) && Object.keys(value).length === 0 ? '' : `${jsonText(value)}\n`;
}

/** JSON without a line break at the end. */
export function jsonText(value: Value, indent = ''): string {
  const deeper = `${indent}    `;
  if (isList(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => deeper + jsonText(item, deeper)).join(',\n')}\n${indent}]`;
  }
  if (isMap(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) return '{}';
    const lines = entries.map(([key, item]) => `${deeper}${JSON.stringify(key)}: ${jsonText(item, deeper)}`);
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  return isNumber(value) ? numberText(value) : JSON.stringify(value);
}
