/**
 * Parses the text of a query into a tree, by the grammar of docs/service/fleet-index.md#the-grammar-of-queries and
 * within its limits (docs/service/fleet-index.md#how-large-queries-may-be).
 */
import {
  anyRun,
  type Bound,
  type Comparison,
  canonicalField,
  numberOf,
  oneCharacter,
  type PatternPart,
  type Query,
  wordsOf,
} from './query.ts';
import { invalidQuery, isKeyword, type Keyword, shown, type Token, tokensOf, type WordToken } from './tokens.ts';
import { checkWord } from './unsupported.ts';

export interface QueryLimits {
  readonly maximumTerms: number;
}

const MAXIMUM_BYTES = 1_000;
const MAXIMUM_CHARACTERS_WITH_LEADING_WILDCARD = 100;
const MAXIMUM_LEADING_WILDCARDS = 1;
const MAXIMUM_RUNS_PER_TERM = 2;
const MAXIMUM_SINGLE_CHARACTERS_PER_TERM = 5;
const MAXIMUM_DEPTH = 50;

const comparisons: readonly string[] = ['<', '<=', '>', '>='] satisfies readonly Comparison[];

/**
 * Parses a query. Throws InvalidQueryException, with a sentence that says what is wrong and where, if the text is not a
 * query.
 */
export function parseQuery(text: string, limits: QueryLimits): Query {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAXIMUM_BYTES) throw invalidQuery(`it has ${bytes} bytes and may have at most ${MAXIMUM_BYTES}`);
  const parser = new Parser(tokensOf(text));
  const query = parser.read();
  if (parser.terms > limits.maximumTerms) {
    throw invalidQuery(`it has ${parser.terms} terms and may have at most ${limits.maximumTerms}`);
  }
  if (parser.leadingWildcards > MAXIMUM_LEADING_WILDCARDS) {
    throw invalidQuery('only one of its terms may begin with a wildcard');
  }
  if (parser.leadingWildcards > 0 && [...text].length > MAXIMUM_CHARACTERS_WITH_LEADING_WILDCARD) {
    const most = MAXIMUM_CHARACTERS_WITH_LEADING_WILDCARD;
    throw invalidQuery(`a query with a term that begins with a wildcard may have at most ${most} characters`);
  }
  return query;
}

class Parser {
  terms = 0;
  leadingWildcards = 0;
  readonly #tokens: Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  read(): Query {
    if (this.#tokens.length === 0) throw invalidQuery('it is empty');
    const query = this.#sideBySide(undefined);
    const rest = this.#peek();
    if (rest !== undefined) throw invalidQuery(`${shown(rest)} is not expected here`, rest.at);
    return query;
  }

  /** `field` is the field of the group that is being parsed, as in `field:(a OR b)`. */
  #sideBySide(field: string | undefined): Query {
    const queries = [this.#or(field)];
    while (this.#beginsUnary()) queries.push(this.#or(field));
    return combined('and', queries);
  }

  #or(field: string | undefined): Query {
    const queries = [this.#and(field)];
    while (this.#takeKeyword('OR')) queries.push(this.#and(field));
    return combined('or', queries);
  }

  #and(field: string | undefined): Query {
    const queries = [this.#unary(field)];
    while (this.#takeKeyword('AND')) queries.push(this.#unary(field));
    return combined('and', queries);
  }

  #beginsUnary(): boolean {
    const token = this.#peek();
    if (token === undefined) return false;
    return token.kind !== 'mark' || token.mark === '(' || token.mark === '[' || token.mark === '{';
  }

  #unary(field: string | undefined): Query {
    if (!this.#takeNegation()) return this.#primary(field);
    const at = this.#peek()?.at;
    if (this.#takeNegation()) throw invalidQuery('what is negated already needs parentheses to be negated again', at);
    return { kind: 'not', query: this.#primary(field) };
  }

  #primary(group: string | undefined): Query {
    if (this.#takeMark('(')) return this.#group(group);
    const token = this.#peek();
    const following = this.#tokens[this.#next + 1];
    if (token?.kind === 'word' && following?.kind === 'mark') {
      const { mark } = following;
      if (mark === ':' || comparisons.includes(mark)) {
        if (group !== undefined)
          throw invalidQuery('a field cannot be named inside the group of another field', token.at);
        this.#next += 2;
        const field = fieldOf(token);
        // It was just checked to be one of the four.
        if (mark !== ':') return this.#comparison(field, mark as Comparison);
        return this.#takeMark('(') ? this.#group(field) : this.#value(field);
      }
    }
    return this.#value(group);
  }

  #group(field: string | undefined): Query {
    return this.#deeper(() => {
      const query = this.#sideBySide(field);
      this.#expectMark(')');
      return query;
    });
  }

  #comparison(field: string, operator: Comparison): Query {
    this.terms += 1;
    const token = this.#take('a number');
    const number = token.kind === 'word' ? numberOf(textOf(token) ?? '') : undefined;
    if (number === undefined) throw invalidQuery(`a number must follow ${operator}`, token.at);
    return { kind: 'compare', field, operator, number };
  }

  #value(field: string | undefined): Query {
    this.terms += 1;
    const token = this.#take('a value');
    if (token.kind === 'phrase') return phraseOf(field, token.text, token.at);
    if (token.kind === 'mark') {
      if (token.mark === '[' || token.mark === '{') return this.#range(field, token.mark === '[');
      throw invalidQuery(`${token.mark} is not expected here`, token.at);
    }
    if (isKeyword(token, 'AND', 'OR', 'NOT')) throw invalidQuery(`a value is expected before ${token.raw}`, token.at);
    return this.#word(field, token);
  }

  #word(field: string | undefined, { parts, raw, at }: WordToken): Query {
    checkWord(raw, at);
    if (parts.length === 1 && parts[0] === anyRun) {
      return field === undefined ? { kind: 'everything' } : { kind: 'exists', field };
    }
    const lowered = parts.map((part) => (typeof part === 'string' ? part.toLowerCase() : part));
    const [first = ''] = lowered;
    if (lowered.length === 1 && typeof first === 'string') return { kind: 'word', field, word: first };
    if (count(lowered, anyRun) > MAXIMUM_RUNS_PER_TERM) {
      throw invalidQuery(`a term may have at most ${MAXIMUM_RUNS_PER_TERM} *`, at);
    }
    if (count(lowered, oneCharacter) > MAXIMUM_SINGLE_CHARACTERS_PER_TERM) {
      throw invalidQuery(`a term may have at most ${MAXIMUM_SINGLE_CHARACTERS_PER_TERM} ?`, at);
    }
    if (first === oneCharacter) throw invalidQuery('a term cannot begin with ?', at);
    if (first === anyRun) this.leadingWildcards += 1;
    return { kind: 'pattern', field, parts: lowered };
  }

  #range(field: string | undefined, inclusive: boolean): Query {
    const from = this.#bound(inclusive);
    if (!this.#takeKeyword('TO')) throw invalidQuery('TO is expected between the bounds of a range', this.#peek()?.at);
    const value = this.#bound(true).value;
    const end = this.#take('] or }');
    if (end.kind !== 'mark' || (end.mark !== ']' && end.mark !== '}')) {
      throw invalidQuery('a range must end with ] or }', end.at);
    }
    return { kind: 'range', field, from, to: { value, inclusive: end.mark === ']' } };
  }

  #bound(inclusive: boolean): Bound {
    const token = this.#take('a bound of a range');
    if (token.kind === 'phrase') return { value: token.text.toLowerCase(), inclusive };
    if (token.kind === 'word' && !isKeyword(token, 'TO')) {
      if (token.raw === '*') return { value: null, inclusive };
      const text = textOf(token);
      if (text !== undefined) return { value: text.toLowerCase(), inclusive };
    }
    throw invalidQuery('a bound of a range is a number, a word, a phrase or *', token.at);
  }

  #deeper<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAXIMUM_DEPTH) throw invalidQuery(`it is nested more than ${MAXIMUM_DEPTH} levels deep`);
    const result = read();
    this.#depth -= 1;
    return result;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #take(expected: string): Token {
    const token = this.#peek();
    if (token === undefined) throw invalidQuery(`it ends where ${expected} is expected`);
    this.#next += 1;
    return token;
  }

  #takeMark(mark: '('): boolean {
    const token = this.#peek();
    if (token?.kind !== 'mark' || token.mark !== mark) return false;
    this.#next += 1;
    return true;
  }

  #expectMark(mark: ')'): void {
    const token = this.#take(mark);
    if (token.kind !== 'mark' || token.mark !== mark) {
      throw invalidQuery(`${mark} is expected instead of ${shown(token)}`, token.at);
    }
  }

  #takeKeyword(keyword: Keyword): boolean {
    const token = this.#peek();
    if (token === undefined || !isKeyword(token, keyword)) return false;
    this.#next += 1;
    return true;
  }

  #takeNegation(): boolean {
    return this.#takeKeyword('NOT') || this.#takeMinus();
  }

  /** Takes the leading minus off a word; the rest of the word stays. */
  #takeMinus(): boolean {
    const token = this.#peek();
    if (token?.kind !== 'word' || !token.raw.startsWith('-')) return false;
    const [first, ...others] = token.parts;
    const rest = typeof first === 'string' ? first.slice(1) : '';
    const parts = rest === '' ? others : [rest, ...others];
    if (parts.length === 0) this.#next += 1;
    else this.#tokens[this.#next] = { kind: 'word', parts, raw: token.raw.slice(1), at: token.at + 1 };
    return true;
  }
}

function combined(kind: 'and' | 'or', queries: readonly Query[]): Query {
  const [only] = queries;
  return queries.length === 1 && only !== undefined ? only : { kind, queries };
}

function fieldOf(token: WordToken): string {
  checkWord(token.raw, token.at);
  const field = textOf(token);
  if (field === undefined) throw invalidQuery('the name of a field cannot have wildcards', token.at);
  return canonicalField(field);
}

function phraseOf(field: string | undefined, text: string, at: number): Query {
  const words = wordsOf(text);
  if (words.length === 0) throw invalidQuery('a phrase must have a word', at);
  return { kind: 'phrase', field, words };
}

/** The text of a word without wildcards. */
function textOf({ parts }: WordToken): string | undefined {
  const [text] = parts;
  return parts.length === 1 && typeof text === 'string' ? text : undefined;
}

function count(parts: readonly PatternPart[], wanted: PatternPart): number {
  return parts.filter((part) => part === wanted).length;
}
