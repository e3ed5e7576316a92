/** Splits the text of a query into tokens (docs/service/fleet-index.md#characters-that-are-refused). */
import { ServiceError } from '../../contract/errors.ts';
import { anyRun, type Comparison, oneCharacter, type PatternPart } from './query.ts';

export type Token =
  /** `raw` is the text with its backslashes, which tells keywords and a minus from escaped ones. */
  | { readonly kind: 'word'; readonly parts: readonly PatternPart[]; readonly raw: string; readonly at: number }
  | { readonly kind: 'phrase'; readonly text: string; readonly at: number }
  | { readonly kind: 'mark'; readonly mark: Mark; readonly at: number };

export type WordToken = Extract<Token, { readonly kind: 'word' }>;

type Mark = '(' | ')' | '[' | ']' | '{' | '}' | ':' | Comparison;

/** An InvalidQueryException, with the place in the query if there is one. */
export function invalidQuery(message: string, at?: number): ServiceError {
  const where = at === undefined ? '' : ` (at character ${at + 1})`;
  return new ServiceError('InvalidQueryException', `The query is not valid: ${message}${where}.`);
}

/** How the words of the language can be written. */
const keywords = { AND: ['AND', '&&'], OR: ['OR', '||'], NOT: ['NOT', '!'], TO: ['TO'] } as const;

export type Keyword = keyof typeof keywords;

/** True for a token that is one of these words, in capitals and without a backslash. */
export function isKeyword(token: Token, ...wanted: readonly Keyword[]): boolean {
  return token.kind === 'word' && wanted.some((keyword) => keywords[keyword].some((text) => text === token.raw));
}

/** A token as it stands in the query. */
export function shown(token: Token): string {
  if (token.kind === 'mark') return token.mark;
  return token.kind === 'word' ? token.raw : `"${token.text}"`;
}

const marks = new Set(['(', ')', '[', ']', '{', '}', ':', '<', '>']);
const unusable = new Set(['`', '@', '#', '%', '/', "'", ';', ',', '\0']);

/** All tokens of a query. Throws InvalidQueryException for a forbidden character or a phrase without an end. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  // Split by code points, so that one wildcard matches one character.
  const characters = [...text];
  let at = 0;
  const peek = (offset = 0): string => characters[at + offset] ?? '';

  while (at < characters.length) {
    const character = peek();
    if (/\s/u.test(character)) at += 1;
    else if (character === '"') tokens.push(phrase());
    else if (marks.has(character)) tokens.push(mark());
    else if (operatorLength() > 0) tokens.push(operator(operatorLength()));
    else tokens.push(word());
  }
  return tokens;

  function mark(): Token {
    const begin = at;
    let text = peek();
    at += 1;
    if ((text === '<' || text === '>') && peek() === '=') {
      text += '=';
      at += 1;
    }
    // The set contains marks only.
    return { kind: 'mark', mark: text as Mark, at: begin };
  }

  /** Of the operator that stands here by itself: `!`, which needs no white space after it, `&&` or `||`. */
  function operatorLength(): number {
    if (peek() === '!') return 1;
    const isPair = (peek() === '&' || peek() === '|') && peek() === peek(1);
    return isPair && (isBreak(peek(2)) || peek(2) === '!') ? 2 : 0;
  }

  function operator(length: number): Token {
    const raw = characters.slice(at, at + length).join('');
    const begin = at;
    at += length;
    return { kind: 'word', parts: [raw], raw, at: begin };
  }

  /** The next character of a word or phrase, with a leading `\` removed. */
  function take(): { readonly character: string; readonly escaped: boolean } {
    const character = peek();
    if (character === '\\') {
      const escapedCharacter = peek(1);
      if (escapedCharacter === '') throw invalidQuery('a \\ must be followed by the character that it escapes', at);
      if (escapedCharacter === '\0') throw invalidQuery('the character U+0000 cannot be used', at);
      at += 2;
      return { character: escapedCharacter, escaped: true };
    }
    if (unusable.has(character)) {
      const shown = character === '\0' ? 'U+0000' : character;
      throw invalidQuery(`the character ${shown} cannot be used without a \\ before it`, at);
    }
    at += 1;
    return { character, escaped: false };
  }

  function phrase(): Token {
    const begin = at;
    at += 1;
    let text = '';
    while (at < characters.length && peek() !== '"') text += take().character;
    if (at >= characters.length) throw invalidQuery('a phrase is not closed with "', begin);
    at += 1;
    return { kind: 'phrase', text, at: begin };
  }

  function word(): Token {
    const begin = at;
    const parts: PatternPart[] = [];
    while (!isBreak(peek())) {
      const { character, escaped } = take();
      if (!escaped && character === '*') parts.push(anyRun);
      else if (!escaped && character === '?') parts.push(oneCharacter);
      else if (typeof parts.at(-1) === 'string') parts.push(`${String(parts.pop())}${character}`);
      else parts.push(character);
    }
    return { kind: 'word', parts, raw: characters.slice(begin, at).join(''), at: begin };
  }
}

/** True for what ends a word: its end, white space, or the beginning of something else. */
function isBreak(character: string): boolean {
  return character === '' || character === '"' || marks.has(character) || /\s/u.test(character);
}
