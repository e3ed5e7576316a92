/** Prints rows in columns, as wide as they need to be. */
import { displayWidth, padTo } from './terminal/width.ts';

/** Rows of cells under a heading; ends with a line break. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows];
  const widths = heading.map((_cell, column) => Math.max(...all.map((row) => displayWidth(row[column] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => padTo(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${all.map(line).join('\n')}\n`;
}

/** An instant of the wire, in seconds since the epoch, as people read it; a dash for none. */
export function instant(seconds: number | undefined): string {
  return seconds === undefined ? '-' : new Date(seconds * 1_000).toISOString().replace(/\.\d+Z$/, 'Z');
}
