/**
 * The shorthand of structures, maps and lists of structures: `Key=a,Value=b`, with lists in `[]` and maps in `{}`
 * (docs/service/command-line.md#the-shorthand). What it says is text; `coerce.ts` makes numbers of it.
 */
import { DEEPEST } from './deepest.ts';

export type ShorthandValue = string | Uint8Array | readonly ShorthandValue[] | ShorthandMap;
export interface ShorthandMap {
  readonly [key: string]: ShorthandValue;
}

/** The text is no shorthand; the message shows where. */
export class ShorthandError extends Error {
  override readonly name = 'ShorthandError';
}

/** Reads what `key@=file://...` names. */
export type ReadParameterFile = (value: string) => string | Uint8Array;

const BLANKS = /\s*/y;
const KEY = /[A-Za-z0-9\-_.#/:]*/y;
const FIRST = /(?:[^\s"',=[{\\]|\\,|\\)(?:\\,|[^"',\]}])*/y;
const SECOND = /(?:[^\s"',=[{\\]|\\,|\\)(?:\\,|[^"',=])*/y;
/**
 * What is between quotes, where a backslash escapes a quote and itself. If every further quote is escaped, the last one
 * ends the text all the same. No character can be read in two ways, or an open quote would take for ever.
 */
const QUOTED: Readonly<Record<string, { readonly name: string; readonly pattern: RegExp }>> = {
  "'": { name: 'singled quoted', pattern: /'(?:((?:\\[\\']|\\(?![\\'])|[^\\'])*)'|([\s\S]*)')/y },
  '"': { name: 'double quoted', pattern: /"(?:((?:\\[\\"]|\\(?![\\"])|[^\\"])*)"|([\s\S]*)")/y },
};

/** Reads one group of pairs. Throws a ShorthandError. */
export function parseShorthand(text: string, readFile: ReadParameterFile): ShorthandMap {
  return new Reader(text, readFile).parameter();
}

class Reader {
  readonly #text: string;
  readonly #readFile: ReadParameterFile;
  #at = 0;
  #depth = 0;

  constructor(text: string, readFile: ReadParameterFile) {
    this.#text = text;
    this.#readFile = readFile;
  }

  parameter(): ShorthandMap {
    const pairs = new Map<string, ShorthandValue>();
    for (;;) {
      const start = this.#at;
      const { fromFile, key } = this.#key();
      const value = this.#fromFile(fromFile, this.#values());
      if (pairs.has(key)) throw this.#duplicate(key, start);
      pairs.set(key, value);
      if (this.#ended) return Object.fromEntries(pairs);
      this.#expect(',');
      this.#skipBlanks();
    }
  }

  #key(): { readonly key: string; readonly fromFile: boolean } {
    const key = this.#match(KEY);
    this.#skipBlanks();
    const fromFile = this.#current === '@';
    if (fromFile) this.#at += 1;
    this.#skipBlanks();
    this.#expect('=');
    this.#skipBlanks();
    return { key, fromFile };
  }

  #values(): ShorthandValue {
    if (this.#ended) return '';
    if (this.#current === '[' || this.#current === '{') return this.#nested();
    return this.#commaSeparated();
  }

  #commaSeparated(): ShorthandValue {
    const first = this.#firstValue();
    this.#skipBlanks();
    if (this.#current !== ',') return first;
    const items = [first];
    for (;;) {
      const comma = this.#at;
      this.#at += 1;
      this.#skipBlanks();
      const before = this.#at;
      const item = this.#secondValue();
      this.#skipBlanks();
      if (item !== undefined && (this.#ended || this.#current === ',')) {
        items.push(item);
        if (this.#ended) return items;
        continue;
      }
      if (this.#ended) throw this.#expected(item === undefined ? '<second>' : ',', item === undefined, before);
      // The word after the comma is the key of the next pair.
      this.#at = comma;
      return items.length === 1 ? first : items;
    }
  }

  #nested(): ShorthandValue {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new ShorthandError(`Nested deeper than ${DEEPEST} levels`);
    const value = this.#current === '[' ? this.#list() : this.#map();
    this.#depth -= 1;
    return value;
  }

  #explicitValue(): ShorthandValue {
    return this.#current === '[' || this.#current === '{' ? this.#nested() : this.#firstValue();
  }

  #list(): ShorthandValue {
    const items: ShorthandValue[] = [];
    this.#at += 1;
    this.#skipBlanks();
    while (this.#current !== ']') {
      items.push(this.#explicitValue());
      this.#afterItem(']');
    }
    this.#at += 1;
    return items;
  }

  #map(): ShorthandMap {
    const pairs = new Map<string, ShorthandValue>();
    this.#at += 1;
    this.#skipBlanks();
    while (this.#current !== '}') {
      const { fromFile, key } = this.#key();
      pairs.set(key, this.#fromFile(fromFile, this.#explicitValue()));
      this.#afterItem('}');
    }
    this.#at += 1;
    return Object.fromEntries(pairs);
  }

  #afterItem(close: string): void {
    this.#skipBlanks();
    if (this.#current === close) return;
    this.#expect(',');
    this.#skipBlanks();
  }

  #firstValue(): string {
    return this.#quoted() ?? plain(this.#match(FIRST));
  }

  #secondValue(): string | undefined {
    const quoted = this.#quoted();
    if (quoted !== undefined) return quoted;
    const bare = this.#match(SECOND);
    return bare === '' ? undefined : plain(bare);
  }

  #quoted(): string | undefined {
    const quote = this.#current;
    const kind = QUOTED[quote];
    if (kind === undefined) return undefined;
    kind.pattern.lastIndex = this.#at;
    const [whole, closed, inside = closed] = kind.pattern.exec(this.#text) ?? [];
    if (whole === undefined || inside === undefined) throw this.#expected(`<${kind.name}>`, true, this.#at);
    this.#at += whole.length;
    return inside.replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\');
  }

  #fromFile(fromFile: boolean, value: ShorthandValue): ShorthandValue {
    return fromFile && typeof value === 'string' ? this.#readFile(value) : value;
  }

  get #current(): string {
    return this.#text[this.#at] ?? '';
  }

  get #ended(): boolean {
    return this.#at >= this.#text.length;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #skipBlanks(): void {
    this.#match(BLANKS);
  }

  #expect(character: string): void {
    this.#skipBlanks();
    if (this.#current !== character) throw this.#expected(character, false, this.#at);
    this.#at += 1;
  }

  /** `nothing` says that there was no value at all; otherwise the next character is shown. */
  #expected(what: string, nothing: boolean, at: number): ShorthandError {
    const received = nothing ? '<none>' : this.#text[at] === undefined ? 'EOF' : this.#text[at];
    return new ShorthandError(`Expected: '${what}', received: '${received}' for input:\n ${this.#pointedOut(at)}`);
  }

  #duplicate(key: string, at: number): ShorthandError {
    return new ShorthandError(
      `Second instance of key "${key}" encountered for input:\n${this.#pointedOut(at)}\n` +
        'This is often because there is a preceding "," instead of a space.',
    );
  }

  /** The text with a caret below the line that `at` is in. */
  #pointedOut(at: number): string {
    const lineStart = this.#text.lastIndexOf('\n', at - 1) + 1;
    const lineBreak = this.#text.indexOf('\n', at);
    const lineEnd = lineBreak < 0 ? this.#text.length : lineBreak;
    const caret = `${' '.repeat(at - lineStart)}^`;
    return `${this.#text.slice(0, lineEnd)}\n${caret}${this.#text.slice(lineEnd)}`;
  }
}

function plain(bare: string): string {
  return bare.replaceAll('\\,', ',').trimEnd();
}
