/**
 * `--output table`: an answer as sections with a title, headers and rows, drawn with lines
 * (docs/service/command-line.md#table-output).
 */
import { pythonText } from '../python-text.ts';
import { byCodePoint, isList, isMap, isScalar, scalarText, type Value, type ValueMap } from '../value.ts';
import { renderTable, type Section } from './render-table.ts';

export interface TableOptions {
  /** The name of the operation. */
  readonly title: string;
  readonly isColored: boolean;
  /** Of the terminal; 80 where there is none. */
  readonly columns: number;
}

/** Nothing for an empty answer. */
export function formatTable(value: Value, options: TableOptions): string {
  const sections: Section[] = [];
  addValue(sections, options.title, value, 0);
  return sections.length === 0 ? '' : renderTable(sections, options);
}

function addValue(sections: Section[], title: string | undefined, value: Value, level: number): void {
  if (isList(value)) {
    if (value.length > 0) addList(sections, title, value, level);
  } else if (isMap(value) && Object.keys(value).length > 0) {
    if (title !== undefined) sections.push({ title, level, headers: [], rows: [] });
    addMap(sections, value, level);
  } else if (isScalar(value) && title !== undefined && !isEmpty(value)) {
    // All that the original shows of a lone scalar, and of one among lists and maps of the same name.
    sections.push({ title, level, headers: [], rows: [] });
  }
}

function addMap(sections: Section[], map: ValueMap, level: number): void {
  const { scalars, others } = keysOf([map]);
  const [only] = scalars;
  const section = last(sections);
  if (only !== undefined && scalars.length === 1) section.rows.push([only, cell(map[only])]);
  else if (scalars.length > 0) {
    section.headers = scalars;
    section.rows.push(scalars.map((key) => cell(map[key])));
  }
  for (const key of others) addValue(sections, key, map[key] ?? null, level + 1);
}

function addList(sections: Section[], title: string | undefined, items: readonly Value[], level: number): void {
  if (title !== undefined) sections.push({ title, level, headers: [], rows: [] });
  const maps = items.filter(isMap);
  if (maps.length > 0) addMaps(sections, title ?? '', maps, level);
  for (const item of items) {
    if (isScalar(item)) last(sections).rows.push([scalarText(item)]);
    else if (isList(item)) {
      if (item.every(isScalar)) last(sections).rows.push(item.map(cell));
      else addValue(sections, undefined, item, level);
    }
  }
}

function addMaps(sections: Section[], title: string, maps: readonly ValueMap[], level: number): void {
  const { scalars, others } = keysOf(maps);
  last(sections).headers = scalars;
  for (const [index, map] of maps.entries()) {
    if (index > 0 && others.length > 0) sections.push({ title, level, headers: scalars, rows: [] });
    last(sections).rows.push(scalars.map((key) => cell(map[key])));
    for (const key of others) addValue(sections, key, map[key] ?? null, level + 1);
  }
}

/** Sorted; a key counts as both where one map holds a scalar and another holds more. */
function keysOf(maps: readonly ValueMap[]): { scalars: string[]; others: string[] } {
  const scalars = new Set<string>();
  const others = new Set<string>();
  for (const map of maps) {
    for (const [key, value] of Object.entries(map)) (isScalar(value) ? scalars : others).add(key);
  }
  return { scalars: [...scalars].sort(byCodePoint), others: [...others].sort(byCodePoint) };
}

function cell(value: Value | undefined): string {
  return value === undefined ? '' : isScalar(value) ? scalarText(value) : pythonText(value);
}

function isEmpty(value: Value): boolean {
  return value === null || value === false || value === '' || Number(value) === 0;
}

function last(sections: readonly Section[]): Section {
  const section = sections.at(-1);
  if (section === undefined) throw new Error('A row needs a section.');
  return section;
}
