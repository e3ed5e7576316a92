/**
 * `--output text`: one line per item, tabs between its scalars, a word in front that says what it is
 * (docs/service/command-line.md#text-output).
 */
import { pythonText } from '../python-text.ts';
import { byCodePoint, isList, isMap, isScalar, scalarText, sortedKeys, type Value, type ValueMap } from '../value.ts';

export function formatText(value: Value): string {
  const lines: string[] = [];
  write(value, lines);
  return lines.map((line) => `${line}\n`).join('');
}

function write(value: Value, lines: string[], name?: string, columns?: readonly string[]): void {
  if (isList(value)) writeList(value, lines, name);
  else if (isMap(value)) writeMap(value, lines, name, columns);
  else lines.push(scalarText(value));
}

function writeMap(map: ValueMap, lines: string[], name: string | undefined, columns?: readonly string[]): void {
  const keys = columns ?? scalarKeys([map]);
  // A column that another item of the list has as a scalar may hold more in this one, and is a cell nevertheless.
  const scalars = keys.map((key) => {
    const value = map[key];
    return value === undefined ? '' : isScalar(value) ? scalarText(value) : pythonText(value);
  });
  if (scalars.length > 0) lines.push([...(name === undefined ? [] : [name.toUpperCase()]), ...scalars].join('\t'));
  for (const key of sortedKeys(map)) {
    const value = map[key];
    if (value !== undefined && !isScalar(value) && !keys.includes(key)) write(value, lines, key);
  }
}

function writeList(items: readonly Value[], lines: string[], name: string | undefined): void {
  if (items.some(isMap)) {
    const columns = scalarKeys(items.filter(isMap));
    for (const item of items) write(item, lines, name, columns);
    return;
  }
  const scalars = items.filter(isScalar).map(scalarText);
  if (name !== undefined) lines.push(...scalars.map((scalar) => `${name.toUpperCase()}\t${scalar}`));
  else if (scalars.length > 0) lines.push(scalars.join('\t'));
  for (const item of items) if (!isScalar(item)) write(item, lines, name);
}

/** The sorted union of the keys that hold scalars. */
function scalarKeys(maps: readonly ValueMap[]): string[] {
  const keys = new Set<string>();
  for (const map of maps) {
    for (const [key, value] of Object.entries(map)) if (isScalar(value)) keys.add(key);
  }
  return [...keys].sort(byCodePoint);
}
