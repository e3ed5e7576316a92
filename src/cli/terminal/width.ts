/** The number of columns that a text takes in a terminal. */
import { stripVTControlCharacters } from 'node:util';
import { ambiguousRanges, wideRanges } from './east-asian-width.ts';

type Ranges = readonly (readonly [first: number, last: number])[];

const wide = parse(wideRanges);
const ambiguous = parse(ambiguousRanges);

/**
 * As terminals show it: wide characters take two columns, marks that sit on others, colours and invisible ones none.
 */
export function displayWidth(styled: string): number {
  if (isPlain(styled)) return styled.length;
  const text = stripVTControlCharacters(styled);
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}|\p{Cf}|\p{Cc}/u.test(character)) continue;
    width += isIn(wide, character) ? 2 : 1;
  }
  return width;
}

/**
 * As the original's tables count it: wide, full and ambiguous characters two, all others one
 * (docs/service/command-line.md#table-output).
 */
export function tableWidth(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const character of text) width += isIn(wide, character) || isIn(ambiguous, character) ? 2 : 1;
  return width;
}

/** The text with blanks behind it, as wide as it should be. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** The text without what does not fit, of which the last column is an ellipsis then. For text without colours. */
export function cutTo(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let cut = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (displayWidth(cut) + displayWidth(segment) > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function isIn(ranges: Ranges, character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = ranges[middle] ?? [0, 0];
    if (code < first) high = middle - 1;
    else if (code > last) low = middle + 1;
    else return true;
  }
  return false;
}

function parse(text: string): Ranges {
  return text.split(' ').map((range) => {
    const [first = '', last = first] = range.split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const;
  });
}
