/** The functions of JMESPath: which arguments they take, and what they answer. */
import { pythonText } from '../python-text.ts';
import { byCodePoint, floatText, isList, isMap, isNumber, type Value } from '../value.ts';
import { WrittenNumber } from '../written-number.ts';
import { asciiJson } from './ascii-json.ts';

export type Expression = (value: Value) => Value;
type Argument = Value | Expression;
type Kind = 'array' | 'array-number' | 'array-string' | 'boolean' | 'expref' | 'null' | 'number' | 'object' | 'string';

/** A function got what it cannot work with; the message is the original's. */
export class QueryFunctionError extends Error {
  override readonly name = 'QueryFunctionError';
}

interface QueryFunction {
  /** The kinds that each argument may have; an empty list for any value. */
  readonly takes: readonly (readonly Kind[])[];
  /** Whether the last argument may be repeated. */
  readonly isVariadic?: true;
  run(...given: readonly Argument[]): Value;
}

const any: readonly Kind[] = [];
const number: readonly Kind[] = ['number'];
const string: readonly Kind[] = ['string'];

// The kinds are checked before a function runs, so this only tells the compiler.
const checked = <Known extends Argument>(value: Argument | undefined) => value as Known;
const listOf = checked<readonly Value[]>;
const stringOf = checked<string>;
const anyOf = checked<Value>;
const expressionOf = checked<Expression>;
const mapOf = checked<Readonly<Record<string, Value>>>;

const functions: Readonly<Record<string, QueryFunction>> = {
  abs: { takes: [number], run: (value) => numeric(Math.abs(Number(value)), isWhole(anyOf(value))) },
  avg: {
    takes: [['array-number']],
    run: (list) => (listOf(list).length === 0 ? null : numeric(total(listOf(list)) / listOf(list).length, false)),
  },
  ceil: { takes: [number], run: (value) => Math.ceil(Number(value)) },
  contains: {
    takes: [['array', 'string'], any],
    run: (subject, search) =>
      typeof subject === 'string'
        ? typeof search === 'string' && subject.includes(search)
        : listOf(subject).some((item) => pythonText(item) === pythonText(anyOf(search))),
  },
  ends_with: { takes: [string, string], run: (text, end) => stringOf(text).endsWith(stringOf(end)) },
  floor: { takes: [number], run: (value) => Math.floor(Number(value)) },
  join: { takes: [string, ['array-string']], run: (glue, list) => listOf(list).join(stringOf(glue)) },
  keys: { takes: [['object']], run: (map) => Object.keys(mapOf(map)) },
  length: {
    takes: [['string', 'array', 'object']],
    run: (value) => (typeof value === 'string' ? [...value].length : Object.keys(mapOf(value)).length),
  },
  map: { takes: [['expref'], ['array']], run: (expression, list) => listOf(list).map(expressionOf(expression)) },
  max: { takes: [['array-number', 'array-string']], run: (list) => extreme(listOf(list), listOf(list), 1) },
  max_by: { takes: [['array'], ['expref']], run: (list, key) => extreme(listOf(list), keysBy('max_by', list, key), 1) },
  // What maps hold are values.
  merge: { takes: [['object']], isVariadic: true, run: (...maps) => Object.assign({}, ...maps.map(mapOf)) as Value },
  min: { takes: [['array-number', 'array-string']], run: (list) => extreme(listOf(list), listOf(list), -1) },
  min_by: {
    takes: [['array'], ['expref']],
    run: (list, key) => extreme(listOf(list), keysBy('min_by', list, key), -1),
  },
  not_null: {
    takes: [any],
    isVariadic: true,
    run: (...values) => anyOf(values.find((value) => value !== null) ?? null),
  },
  reverse: {
    takes: [['array', 'string']],
    run: (value) => (typeof value === 'string' ? [...value].reverse().join('') : listOf(value).toReversed()),
  },
  sort: { takes: [['array-number', 'array-string']], run: (list) => listOf(list).toSorted(order) },
  sort_by: {
    takes: [['array'], ['expref']],
    run: (list, key) => {
      const keys = keysBy('sort_by', list, key);
      const places = listOf(list).map((_, place) => place);
      places.sort((left, right) => order(keys[left] ?? null, keys[right] ?? null));
      return places.map((place) => listOf(list)[place] ?? null);
    },
  },
  starts_with: { takes: [string, string], run: (text, begin) => stringOf(text).startsWith(stringOf(begin)) },
  sum: { takes: [['array-number']], run: (list) => numeric(total(listOf(list)), listOf(list).every(isWhole)) },
  to_array: { takes: [any], run: (value) => (isList(anyOf(value)) ? anyOf(value) : [anyOf(value)]) },
  to_number: { takes: [any], run: (value) => toNumber(anyOf(value)) },
  to_string: { takes: [any], run: (value) => (typeof value === 'string' ? value : asciiJson(anyOf(value))) },
  type: { takes: [any], run: (value) => kindOf(value) },
  values: { takes: [['object']], run: (map) => Object.values(mapOf(map)) },
};

/** Throws a QueryFunctionError for an unknown function, a wrong number of arguments and arguments of a wrong kind. */
export function callFunction(name: string, given: readonly Argument[]): Value {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found === undefined) throw new QueryFunctionError(`Unknown function: ${name}()`);
  const expected = found.takes.length;
  if (found.isVariadic ? given.length < expected : given.length !== expected) {
    const counted = `${expected} argument${expected === 1 ? '' : 's'} for function ${name}()`;
    throw new QueryFunctionError(`Expected ${found.isVariadic ? 'at least ' : ''}${counted}, received ${given.length}`);
  }
  for (const [index, argument] of given.entries())
    checkKind(name, argument, found.takes[index] ?? found.takes.at(-1) ?? any);
  return found.run(...given);
}

function checkKind(name: string, argument: Argument, kinds: readonly Kind[]): void {
  if (kinds.length === 0) return;
  const actual = kindOf(argument);
  if (kinds.includes(actual)) return;
  const listKinds = kinds.filter((kind) => kind.startsWith('array-'));
  if (actual !== 'array' || listKinds.length === 0) throw wrongKind(name, argument, kinds);
  const items = listOf(argument);
  const [first] = items;
  if (first === undefined) return;
  const itemKinds = listKinds.map((kind) => kind.slice('array-'.length));
  // All items have the kind of the first one, which must be among the allowed.
  const allowed = itemKinds.includes(kindOf(first)) ? [kindOf(first)] : itemKinds;
  const wrong = items.find((item) => !allowed.includes(kindOf(item)));
  if (wrong !== undefined) throw wrongKind(name, wrong, allowed);
}

function kindOf(value: Argument): Kind {
  if (typeof value === 'function') return 'expref';
  if (value === null) return 'null';
  if (isNumber(value)) return 'number';
  if (isList(value)) return 'array';
  if (isMap(value)) return 'object';
  return typeof value === 'string' ? 'string' : 'boolean';
}

function wrongKind(name: string, value: Argument, kinds: readonly string[]): QueryFunctionError {
  const shown = typeof value === 'function' ? '&expression' : typeof value === 'string' ? value : pythonText(value);
  const expected = `[${kinds.map((kind) => `'${kind}'`).join(', ')}]`;
  return new QueryFunctionError(
    `In function ${name}(), invalid type for value: ${shown}, expected one of: ${expected}, received: "${kindOf(value)}"`,
  );
}

/** The key of each item; all must be numbers or all must be strings, like the first. */
function keysBy(name: string, list: Argument | undefined, key: Argument | undefined): readonly Value[] {
  const keys = listOf(list).map(expressionOf(key));
  const [first = ''] = keys;
  const allowed = isNumber(first) || typeof first === 'string' ? [kindOf(first)] : ['number', 'string'];
  const wrong = keys.find((found) => !allowed.includes(kindOf(found)));
  if (wrong !== undefined) throw wrongKind(name, wrong, allowed);
  return keys;
}

/** The first item with the greatest (1) or least (-1) key. */
function extreme(items: readonly Value[], keys: readonly Value[], sign: 1 | -1): Value {
  let best = 0;
  for (const [place, key] of keys.entries()) if (sign * order(key, keys[best] ?? null) > 0) best = place;
  return items[best] ?? null;
}

function order(left: Value, right: Value): number {
  return typeof left === 'string' && typeof right === 'string'
    ? byCodePoint(left, right)
    : Number(left) - Number(right);
}

function total(list: readonly Value[]): number {
  return list.reduce((sum: number, item) => sum + Number(item), 0);
}

function isWhole(value: Value): boolean {
  return typeof value === 'number' ? Number.isInteger(value) : value instanceof WrittenNumber && value.isInteger;
}

/** A number that prints as an integer or as a fraction, as it is meant. */
function numeric(value: number, whole: boolean): number | WrittenNumber {
  return !whole && Number.isInteger(value) ? new WrittenNumber(floatText(value)) : value;
}

function toNumber(value: Value): Value {
  if (isNumber(value)) return value;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^[-+]?\d+$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : new WrittenNumber(text);
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) ? numeric(Number(text), false) : null;
}
