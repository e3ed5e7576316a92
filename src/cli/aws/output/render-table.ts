/**
 * Draws the sections of a table; widths and roundings are the original's (docs/service/command-line.md#table-output).
 */
import { tableWidth } from '../../terminal/width.ts';

export interface Section {
  readonly title: string;
  /** How deep it is nested: that many bars stand on both sides. */
  readonly level: number;
  headers: readonly string[];
  readonly rows: (readonly string[])[];
}

const PADDING = 4;
const BLUE = '\u001b[1m\u001b[34m';
const YELLOW = '\u001b[2m\u001b[33m';
const RESET = '\u001b[0m';

export function renderTable(
  sections: readonly Section[],
  { columns, isColored }: { readonly columns: number; readonly isColored: boolean },
): string {
  const isTooWide = totalWidth(sections) > columns;
  const shown = isTooWide ? sections.map(upright) : sections;
  const width = totalWidth(shown);
  const lines = ['-'.repeat(width)];
  for (const section of shown) {
    const bar = isColored ? `${YELLOW}|${RESET}` : '|';
    const bars = bar.repeat(section.level);
    lines.push(...renderSection(section, width - 2 * section.level, isColored).map((line) => bars + line + bars));
  }
  return `${lines.join('\n')}\n`;
}

function renderSection(section: Section, width: number, isColored: boolean): string[] {
  const lines: string[] = [];
  if (section.title !== '') {
    lines.push(center(section.title, width, '|'));
    if (section.headers.length === 0 && section.rows.length === 0) lines.push(`+${'-'.repeat(width - 2)}+`);
  }
  const widths = scaledWidths(section, width);
  const rule = widths.map((column, index) =>
    index === 0 ? `+${'-'.repeat(column - 2)}+` : `${'-'.repeat(column - 1)}+`,
  );
  const edge = (index: number) => (index === 0 ? '|' : '');
  if (section.headers.length > 0) {
    lines.push(rule.join(''));
    lines.push(widths.map((column, index) => center(section.headers[index] ?? '', column, edge(index))).join(''));
  }
  if (section.rows.length > 0 && widths.length > 0) {
    lines.push(rule.join(''));
    for (const row of section.rows) {
      // A row of a list of lists may be shorter than the longest.
      const cells = row.map((text, index) => alignLeft(text, widths[index] ?? 0, edge(index), isColored));
      lines.push(cells.join(''));
    }
    lines.push(rule.join(''));
  }
  return lines;
}

/** A section of one row turned so that each header stands before its value. */
function upright(section: Section): Section {
  const [row] = section.rows;
  if (section.rows.length !== 1 || row === undefined || section.headers.length === 0) return section;
  return { ...section, headers: [], rows: section.headers.map((header, index) => [header, row[index] ?? '']) };
}

function totalWidth(sections: readonly Section[]): number {
  return Math.max(
    ...sections.map((section) => {
      const columns = columnWidths(section).reduce((sum, width) => sum + width, 0);
      return Math.max(columns, tableWidth(section.title)) + 2 + 2 * section.level;
    }),
  );
}

function columnWidths(section: Section): number[] {
  const widths: number[] = [];
  for (const row of [section.headers, ...section.rows]) {
    for (const [index, text] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, tableWidth(text) + PADDING);
    }
  }
  return widths;
}

/** The columns stretched or squeezed so that together they are as wide as the table. */
function scaledWidths(section: Section, width: number): number[] {
  const widths = columnWidths(section);
  const sum = widths.reduce((total, column) => total + column, 0);
  const scaled = widths.map((column) => roundHalfEven((width / sum) * column));
  let excess = scaled.reduce((total, column) => total + column, 0) - width;
  for (let index = 0; excess > 0; index = (index + 1) % scaled.length, excess -= 1)
    scaled[index] = (scaled[index] ?? 0) - 1;
  for (let index = scaled.length - 1; excess < 0 && index >= 0; excess += 1) {
    scaled[index] = (scaled[index] ?? 0) + 1;
    index = index === 0 ? scaled.length - 1 : index - 1;
  }
  return scaled;
}

function roundHalfEven(number: number): number {
  const floor = Math.floor(number);
  if (number - floor !== 0.5) return Math.round(number);
  return floor % 2 === 0 ? floor : floor + 1;
}

function center(text: string, width: number, leftEdge: string): string {
  const length = tableWidth(text);
  const before = Math.floor(width / 2) - Math.floor(length / 2) - 1;
  const left = leftEdge + ' '.repeat(Math.max(before, 0)) + text;
  return `${left}${' '.repeat(Math.max(width - 1 - leftEdge.length - before - length, 0))}|`;
}

function alignLeft(text: string, width: number, leftEdge: string, isColored: boolean): string {
  const length = tableWidth(text);
  const padding = width - (length + 2 + leftEdge.length + 1) >= 0 ? 2 : 0;
  const after = width - leftEdge.length - padding - length - 1;
  const cell = isColored ? `${BLUE}${text}${RESET}` : text;
  return `${leftEdge}${' '.repeat(padding)}${cell}${' '.repeat(Math.max(after, 0))}|`;
}
