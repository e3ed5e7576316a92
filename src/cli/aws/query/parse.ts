/** Parses a JMESPath expression, by the binding power of its tokens. */
import type { Value } from '../value.ts';
import { QuerySyntaxError, type Token, type TokenType, tokensOf } from './tokens.ts';

export type Comparator = 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte';

export type Node =
  | { readonly type: 'identity' }
  | { readonly type: 'current' }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'literal'; readonly value: Value }
  | { readonly type: 'index'; readonly index: number }
  | { readonly type: 'slice'; readonly parts: readonly (number | undefined)[] }
  | { readonly type: 'sequence' | 'pipe' | 'or' | 'and'; readonly left: Node; readonly right: Node }
  | { readonly type: 'projection' | 'valueProjection'; readonly left: Node; readonly right: Node }
  | { readonly type: 'filterProjection'; readonly left: Node; readonly right: Node; readonly condition: Node }
  | { readonly type: 'flatten' | 'not' | 'expref'; readonly of: Node }
  | { readonly type: 'comparator'; readonly comparator: Comparator; readonly left: Node; readonly right: Node }
  | { readonly type: 'list'; readonly items: readonly Node[] }
  | { readonly type: 'map'; readonly entries: readonly (readonly [key: string, value: Node])[] }
  | { readonly type: 'call'; readonly name: string; readonly arguments: readonly Node[] };

const power: Readonly<Partial<Record<TokenType, number>>> = {
  pipe: 1,
  or: 2,
  and: 3,
  eq: 5,
  ne: 5,
  lt: 5,
  lte: 5,
  gt: 5,
  gte: 5,
  flatten: 9,
  star: 20,
  filter: 21,
  dot: 40,
  not: 45,
  lbrace: 50,
  lbracket: 55,
  lparen: 60,
};
/** What binds weaker ends a projection. */
const PROJECTION_STOP = 10;
const DEEPEST = 200;
const identity: Node = { type: 'identity' };

/** Throws a QuerySyntaxError in the words of the original. */
export function parseQuery(expression: string): Node {
  if (expression === '') throw new QuerySyntaxError('Invalid JMESPath expression: cannot be empty.');
  const parser = new Parser(expression);
  return parser.parse();
}

class Parser {
  readonly #expression: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(expression: string) {
    this.#expression = expression;
    this.#tokens = tokensOf(expression);
  }

  parse(): Node {
    const node = this.#expressionOf(0);
    if (this.#type() !== 'eof') throw this.#error(`Unexpected token: ${this.#token().text}`);
    return node;
  }

  #expressionOf(binding: number): Node {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new QuerySyntaxError(`The expression is nested more than ${DEEPEST} levels deep.`);
    let left = this.#begin(this.#advance());
    while (binding < (power[this.#type()] ?? 0)) left = this.#continue(left, this.#advance());
    this.#depth -= 1;
    return left;
  }

  /** What stands at the beginning of an expression. */
  #begin(token: Token): Node {
    switch (token.type) {
      case 'literal':
        return { type: 'literal', value: token.value };
      case 'unquoted_identifier':
        return { type: 'field', name: token.text };
      case 'quoted_identifier':
        if (this.#type() === 'lparen') {
          throw this.#error('Quoted identifier not allowed for function names.', { ...this.#token(), start: 0 });
        }
        return { type: 'field', name: token.text };
      case 'star':
        return this.#valueProjection(identity, this.#type() === 'rbracket');
      case 'filter':
        return this.#filter(identity);
      case 'lbrace':
        return this.#map();
      case 'lparen': {
        const inner = this.#expressionOf(0);
        this.#match('rparen');
        return inner;
      }
      case 'flatten':
        return this.#flatten(identity);
      case 'not':
        return { type: 'not', of: this.#expressionOf(power.not ?? 0) };
      case 'lbracket':
        return this.#bracket();
      case 'current':
        return { type: 'current' };
      case 'expref':
        return { type: 'expref', of: this.#expressionOf(0) };
      case 'eof':
        throw this.#incomplete();
      default:
        throw this.#error('invalid token', token);
    }
  }

  /** What follows an expression. */
  #continue(left: Node, token: Token): Node {
    switch (token.type) {
      case 'dot':
        if (this.#type() !== 'star') return { type: 'sequence', left, right: this.#afterDot(power.dot ?? 0) };
        this.#advance();
        return this.#valueProjection(left, false);
      case 'pipe':
      case 'or':
      case 'and':
        return { type: token.type, left, right: this.#expressionOf(power[token.type] ?? 0) };
      case 'lparen':
        return this.#call(left);
      case 'filter':
        return this.#filter(left);
      case 'flatten':
        return this.#flatten(left);
      case 'lbracket':
        if (this.#type() === 'number' || this.#type() === 'colon') return this.#index(left);
        this.#match('star');
        this.#match('rbracket');
        return { type: 'projection', left, right: this.#afterProjection(power.star ?? 0) };
      case 'eq':
      case 'ne':
      case 'lt':
      case 'lte':
      case 'gt':
      case 'gte':
        return { type: 'comparator', comparator: token.type, left, right: this.#expressionOf(5) };
      default:
        throw this.#error('invalid token', token);
    }
  }

  #valueProjection(left: Node, isLast: boolean): Node {
    return { type: 'valueProjection', left, right: isLast ? identity : this.#afterProjection(power.star ?? 0) };
  }

  #flatten(left: Node): Node {
    const right = this.#afterProjection(power.flatten ?? 0);
    return { type: 'projection', left: { type: 'flatten', of: left }, right };
  }

  #filter(left: Node): Node {
    const condition = this.#expressionOf(0);
    this.#match('rbracket');
    const right = this.#type() === 'flatten' ? identity : this.#afterProjection(power.filter ?? 0);
    return { type: 'filterProjection', left, right, condition };
  }

  #bracket(): Node {
    if (this.#type() === 'number' || this.#type() === 'colon') return this.#index(identity);
    if (this.#type() === 'star' && this.#tokens[this.#at + 1]?.type === 'rbracket') {
      this.#at += 2;
      return { type: 'projection', left: identity, right: this.#afterProjection(power.star ?? 0) };
    }
    return this.#list();
  }

  #index(left: Node): Node {
    if (this.#type() !== 'colon' && this.#tokens[this.#at + 1]?.type !== 'colon') {
      const index = Number(this.#advance().value);
      this.#match('rbracket');
      return { type: 'sequence', left, right: { type: 'index', index } };
    }
    const parts: (number | undefined)[] = [undefined, undefined, undefined];
    let part = 0;
    while (this.#type() !== 'rbracket' && part < 3) {
      if (this.#type() === 'colon') {
        part += 1;
        if (part === 3) throw this.#error('syntax error');
      } else if (this.#type() === 'number') parts[part] = Number(this.#token().value);
      else throw this.#error('syntax error');
      this.#advance();
    }
    this.#match('rbracket');
    const sliced: Node = { type: 'sequence', left, right: { type: 'slice', parts } };
    return { type: 'projection', left: sliced, right: this.#afterProjection(power.star ?? 0) };
  }

  #call(left: Node): Node {
    if (left.type !== 'field') {
      const name = this.#tokens[this.#at - 2] ?? this.#token();
      throw this.#error(`Invalid function name '${name.text}'`, name);
    }
    const given: Node[] = [];
    while (this.#type() !== 'rparen') {
      given.push(this.#expressionOf(0));
      if (this.#type() === 'comma') this.#advance();
      else if (this.#type() !== 'rparen') this.#match('rparen');
    }
    this.#match('rparen');
    return { type: 'call', name: left.name, arguments: given };
  }

  #list(): Node {
    const items = [this.#expressionOf(0)];
    while (this.#type() !== 'rbracket') {
      this.#match('comma');
      items.push(this.#expressionOf(0));
    }
    this.#match('rbracket');
    return { type: 'list', items };
  }

  #map(): Node {
    const entries: (readonly [string, Node])[] = [];
    do {
      const key = this.#token();
      if (key.type !== 'quoted_identifier') this.#match('unquoted_identifier', ['quoted_identifier']);
      else this.#advance();
      this.#match('colon');
      entries.push([key.text, this.#expressionOf(0)]);
    } while (this.#type() === 'comma' && this.#advance());
    this.#match('rbrace');
    return { type: 'map', entries };
  }

  #afterProjection(binding: number): Node {
    if ((power[this.#type()] ?? 0) < PROJECTION_STOP) return identity;
    if (this.#type() === 'lbracket' || this.#type() === 'filter') return this.#expressionOf(binding);
    if (this.#type() !== 'dot') throw this.#error('syntax error');
    this.#advance();
    return this.#afterDot(binding);
  }

  #afterDot(binding: number): Node {
    switch (this.#type()) {
      case 'quoted_identifier':
      case 'unquoted_identifier':
      case 'star':
        return this.#expressionOf(binding);
      case 'lbracket':
        this.#advance();
        return this.#list();
      case 'lbrace':
        this.#advance();
        return this.#map();
      default: {
        const allowed = "['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace']";
        throw this.#error(`Expecting: ${allowed}, got: ${this.#type()}`);
      }
    }
  }

  #type(): TokenType {
    return this.#token().type;
  }

  /** The last token, `eof`, is never passed. */
  #token(): Token {
    return this.#tokens[this.#at] ?? { type: 'eof', value: '', text: '', start: this.#expression.length };
  }

  #advance(): Token {
    const token = this.#token();
    this.#at += 1;
    return token;
  }

  #match(type: TokenType, orElse: readonly TokenType[] = []): void {
    if (this.#type() === 'eof') throw this.#incomplete();
    const expected = orElse.length === 0 ? type : `[${[...orElse, type].map((name) => `'${name}'`).join(', ')}]`;
    if (this.#type() !== type) throw this.#error(`Expecting: ${expected}, got: ${this.#type()}`);
    this.#advance();
  }

  #incomplete(): QuerySyntaxError {
    const caret = `${' '.repeat(this.#expression.length + 1)}^`;
    return new QuerySyntaxError(`Invalid jmespath expression: Incomplete expression:\n"${this.#expression}"\n${caret}`);
  }

  #error(reason: string, { start, text, type }: Token = this.#token()): QuerySyntaxError {
    const place = `Parse error at column ${start}, token "${text}" (${type.toUpperCase()}), for expression:`;
    return new QuerySyntaxError(`${reason}: ${place}\n"${this.#expression}"\n${' '.repeat(start + 1)}^`);
  }
}
