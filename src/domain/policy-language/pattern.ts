/**
 * Patterns of the policy language: `*` is any run of characters, `?` exactly one character, `${...}` a variable;
 * `${*}`, `${?}` and `${$}` are the characters themselves (docs/service/identity.md#variables-in-policies). A pattern
 * is taken apart once. Matching never goes back further than one piece between two `*`, and no piece is longer than the
 * text, so nothing that a policy or a client writes makes it slow.
 */

/** Gives the value of a variable; for undefined the text `${...}` stays as it is. */
export type VariableLookup = (name: string) => string | undefined;

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly text: string }
  | { readonly kind: 'run' }
  | { readonly kind: 'one' };

/** A pattern without variables, or with their values filled in. */
export interface Glob {
  /** The pieces between the `*`; there is one piece more than there are `*`. */
  readonly pieces: readonly Piece[];
  readonly minimumLength: number;
}

interface Piece {
  readonly length: number;
  /** Literal texts and their places in the piece; every other place matches any character. */
  readonly chunks: readonly Chunk[];
}

interface Chunk {
  readonly offset: number;
  readonly text: string;
}

export interface Pattern {
  readonly tokens: readonly Token[];
  /** The pattern ready to match; undefined if it has variables. */
  readonly glob: Glob | undefined;
}

const TOKEN = /\$\{([^}]{0,300})\}|[*?]|[^$*?]+|\$/g;
const run: Token = { kind: 'run' };
const one: Token = { kind: 'one' };

/** Takes a pattern with variables and wildcards apart. */
export function compilePattern(text: string): Pattern {
  const tokens = [...text.matchAll(TOKEN)].map(([whole, name]) => tokenOf(whole, name));
  return finished(tokens);
}

/** Parses a text in which only variables and escapes are special, as `StringEquals` uses it. */
export function compileText(text: string): Pattern {
  const tokens = [...text.matchAll(TOKEN)].map(([whole, name]): Token => {
    return name === undefined ? { kind: 'text', text: whole } : tokenOf(whole, name);
  });
  return finished(tokens);
}

/** Parses a pattern in which only `*` and `?` are special, as actions use it. */
export function compileGlob(text: string): Glob {
  const tokens = text.match(/[*?]|[^*?]+/g) ?? [];
  return globOf(tokens.map((token) => tokenOf(token, undefined)));
}

/** The same pattern in lower case, except for the names of its variables. */
export function inLowerCase({ tokens }: Pattern): Pattern {
  return finished(
    tokens.map((token) => (token.kind === 'text' ? { ...token, text: token.text.toLowerCase() } : token)),
  );
}

/** The pattern with its variables filled in; wildcards in a value mean nothing. */
export function resolvePattern({ tokens, glob }: Pattern, lookup: VariableLookup): Glob {
  if (glob !== undefined) return glob;
  return globOf(
    tokens.map((token): Token => {
      if (token.kind !== 'variable') return token;
      return { kind: 'text', text: lookup(token.name) ?? token.text };
    }),
  );
}

/** True if the pattern matches the whole text. */
export function matchesGlob({ pieces, minimumLength }: Glob, text: string): boolean {
  const [first] = pieces;
  const last = pieces.at(-1);
  if (first === undefined || last === undefined || text.length < minimumLength) return false;
  if (pieces.length === 1) return text.length === minimumLength && standsAt(first, text, 0);
  const end = text.length - last.length;
  if (!standsAt(first, text, 0) || !standsAt(last, text, end)) return false;
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    // The leftmost match leaves the most room for the rest.
    const found = find(piece, text, position, end);
    if (found === -1) return false;
    position = found + piece.length;
  }
  return true;
}

/** Splits at up to `limit` colons, except those inside `${...}`; everything behind the last one stays whole. */
export function splitAtColons(text: string, limit: number): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const { 0: whole, index } of text.matchAll(/\$\{[^}]{0,300}\}|:/g)) {
    if (parts.length === limit) break;
    if (whole !== ':') continue;
    parts.push(text.slice(start, index));
    start = index + 1;
  }
  return [...parts, text.slice(start)];
}

function tokenOf(text: string, name: string | undefined): Token {
  if (name === '*' || name === '?' || name === '$') return { kind: 'text', text: name };
  if (name !== undefined) return { kind: 'variable', name, text };
  if (text === '*') return run;
  return text === '?' ? one : { kind: 'text', text };
}

function finished(tokens: readonly Token[]): Pattern {
  return { tokens, glob: tokens.some(({ kind }) => kind === 'variable') ? undefined : globOf(tokens) };
}

function globOf(tokens: readonly Token[]): Glob {
  const pieces: Piece[] = [];
  let chunks: Chunk[] = [];
  let length = 0;
  let minimumLength = 0;
  const endPiece = () => {
    pieces.push({ length, chunks });
    minimumLength += length;
    chunks = [];
    length = 0;
  };
  for (const token of tokens) {
    if (token.kind === 'run') endPiece();
    else if (token.kind === 'one') length += 1;
    else if (token.text !== '') {
      const before = chunks.at(-1);
      const isJoined = before !== undefined && before.offset + before.text.length === length;
      if (isJoined) chunks[chunks.length - 1] = { offset: before.offset, text: before.text + token.text };
      else chunks.push({ offset: length, text: token.text });
      length += token.text.length;
    }
  }
  endPiece();
  return { pieces, minimumLength };
}

/** The leftmost place between `from` and `end` at which the piece matches; -1 if there is none. */
function find(piece: Piece, text: string, from: number, end: number): number {
  const last = end - piece.length;
  const [first] = piece.chunks;
  if (first === undefined) return from <= last ? from : -1;
  for (let position = from; position <= last; position += 1) {
    position = text.indexOf(first.text, position + first.offset) - first.offset;
    if (position < from || position > last) return -1;
    if (standsAt(piece, text, position)) return position;
  }
  return -1;
}

/** True if the piece matches at this place; the text is known to be long enough. */
function standsAt({ chunks }: Piece, text: string, position: number): boolean {
  return chunks.every((chunk) => text.startsWith(chunk.text, position + chunk.offset));
}
