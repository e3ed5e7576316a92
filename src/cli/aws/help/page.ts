/**
 * A page of help: sections with text that is wrapped, lists and blocks that are not
 * (docs/service/command-line.md#how-pages-are-shown).
 */

const BODY = 7;
/** How far what belongs to an entry stands to the right of it. */
export const STEP = 3;
const WIDEST = 80;
const NARROWEST = 40;

export interface PageStyle {
  /** Of the terminal. */
  readonly columns: number;
  /** Whether headings are bold. */
  readonly isStyled: boolean;
}

export class Page {
  readonly #lines: string[] = [];
  readonly #width: number;
  readonly #style: PageStyle;

  constructor(title: string, style: PageStyle) {
    this.#style = style;
    this.#width = Math.max(Math.min(style.columns, WIDEST), NARROWEST);
    const name = `${title.toUpperCase()}()`;
    this.#lines.push(name + name.padStart(Math.max(this.#width - name.length, name.length + 1)));
  }

  section(name: string): void {
    this.#lines.push('', this.#bold(name));
  }

  /** Wrapped text, with an empty line before it unless it follows a heading. */
  paragraph(text: string, level = 0): void {
    this.#separate();
    this.#lines.push(...wrap(text, this.#width - BODY - level).map((line) => indented(line, level)));
  }

  /** The name of an option or a member; `isBold` where the page is about it. */
  entry(text: string, level = 0): void {
    this.#separate();
    this.#lines.push(...wrap(text, this.#width - BODY - level).map((line) => indented(this.#bold(line), level)));
  }

  /** Text directly below an entry. */
  under(text: string, level: number): void {
    this.#lines.push(...wrap(text, this.#width - BODY - level).map((line) => indented(line, level)));
  }

  bullets(items: readonly string[], level = 0): void {
    this.#separate();
    for (const item of items) {
      const [first = '', ...rest] = wrap(item, this.#width - BODY - level - 2);
      this.#lines.push(indented(`o ${first}`, level), ...rest.map((line) => indented(line, level + 2)));
    }
  }

  /** Lines that stay as they are. */
  block(lines: readonly string[], level = 0): void {
    this.#separate();
    this.#lines.push(...lines.map((line) => indented(line, level)));
  }

  /** The whole page, with its foot. */
  text(foot: string): string {
    return `${[...this.#lines, '', foot.padStart(this.#width)].join('\n')}\n`;
  }

  /** No empty line directly below the heading of a section. */
  #separate(): void {
    if (this.#lines.at(-1)?.startsWith(' ') === true) this.#lines.push('');
  }

  #bold(text: string): string {
    return this.#style.isStyled ? `\u001b[1m${text}\u001b[22m` : text;
  }
}

function indented(line: string, level: number): string {
  return line === '' ? '' : ' '.repeat(BODY + level) + line;
}

/** At blanks only; a word that is longer than a line stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
