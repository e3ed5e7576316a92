/**
 * The one interpreter of shapes: raw values against the contract's data. Whatever an operation sees has passed here,
 * for HTTP and MQTT alike. All violations of a request are told in one error, in AWS's words
 * (docs/service/jobs.md#errors).
 */
import { ServiceError } from '../contract/errors.ts';
import type {
  ListShape,
  MapShape,
  Member,
  Members,
  NumberShape,
  Shape,
  StringShape,
  TypeOfMembers,
} from '../contract/shape.ts';
import { hasPattern } from './pattern.ts';
import { Violations } from './violations.ts';

const INT32_MAXIMUM = 2 ** 31 - 1;
/** Where the contract sets no limit of its own. */
const MOST_ITEMS = 10_000;

const NOT_NULL = 'Member must not be null';

export interface ValidationOptions {
  /**
   * Takes decimal text for numbers and `true`/`false` as text for booleans everywhere, as devices send them
   * (docs/service/devices.md#data-rules). Members of the path, the query and the headers are always read so.
   */
  readonly numbersAsText?: boolean;
}

/**
 * Checks raw values, by member name, and gives the typed input: only members that the contract knows, null taken as
 * absent, timestamps in milliseconds. Throws InvalidRequestException with all violations, or SerializationException
 * where a value has a wrong JSON type. `raw` is what JSON can say; values of path, query and headers are text, already
 * decoded.
 */
export function validate<const M extends Members>(
  members: M,
  raw: Readonly<Record<string, unknown>>,
  options: ValidationOptions = {},
): TypeOfMembers<M> {
  // What was checked against the data has the type that is inferred from the same data.
  return validateAny(members, raw, options) as TypeOfMembers<M>;
}

/** The same where the members are not known to the compiler. */
export function validateAny(
  members: Members,
  raw: Readonly<Record<string, unknown>>,
  options: ValidationOptions = {},
): Readonly<Record<string, unknown>> {
  const violations = new Violations();
  const input = checkMembers(members, raw, '', { violations, text: options.numbersAsText === true });
  const error = violations.asError();
  if (error !== undefined) throw error;
  return input;
}

interface Check {
  readonly violations: Violations;
  /** Whether numbers and booleans may be given as text. */
  readonly text: boolean;
}

function checkMembers(
  members: Members,
  raw: Readonly<Record<string, unknown>>,
  prefix: string,
  check: Check,
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const name of Object.keys(members)) {
    const member = members[name] as Member; // `name` is one of its keys
    const value = raw[name];
    if (value !== undefined && value !== null) {
      const how = member.in === undefined || check.text ? check : { ...check, text: true };
      input[name] = checkValue(member.shape, value, prefix + name, how);
    } else if (member.required) {
      check.violations.add(prefix + name, null, NOT_NULL);
    }
  }
  return input;
}

function checkValue(shape: Shape, value: unknown, path: string, check: Check): unknown {
  switch (shape.type) {
    case 'string':
      if (typeof value !== 'string') throw wrongType(path, 'a string', value);
      for (const constraint of brokenByText(shape, value)) check.violations.add(path, value, constraint);
      return value;
    case 'integer':
    case 'long':
    case 'double':
      return checkNumber(shape, value, path, check);
    case 'boolean':
      return checkBoolean(value, path, check);
    case 'timestamp':
      return checkTimestamp(value, path, check);
    case 'list':
      return checkList(shape, value, path, check);
    case 'map':
      return checkMap(shape, value, path, check);
    case 'structure':
      return checkMembers(shape.members, asObject(value, path), `${path}.`, check);
  }
}

/** PostgreSQL cannot hold U+0000, and half a surrogate pair is no character. */
const unstorable = /[\0\p{Surrogate}]/u;

function brokenByText(shape: StringShape, value: string): string[] {
  const broken: string[] = [];
  const length = characters(value);
  if (shape.min !== undefined && length < shape.min) broken.push(atLeast('length', shape.min));
  if (shape.max !== undefined && length > shape.max) broken.push(atMost('length', shape.max));
  if (!hasPattern(shape, value)) broken.push(ofPattern(shape.pattern));
  if (shape.enum !== undefined && !shape.enum.includes(value)) broken.push(ofValueSet(shape.enum));
  if (unstorable.test(value)) broken.push('Member must not contain U+0000 or an unpaired surrogate');
  return broken;
}

/** Lengths count code points. */
function characters(value: string): number {
  return /[\ud800-\udfff]/.test(value) ? [...value].length : value.length;
}

function checkNumber(shape: NumberShape, value: unknown, path: string, check: Check): unknown {
  const number = typeof value === 'string' && check.text ? decimal(value) : value;
  if (typeof number !== 'number') throw wrongType(path, 'a number', value);
  const constraint = brokenByNumber(shape, number);
  if (constraint !== undefined) check.violations.add(path, value, constraint);
  return number;
}

/** NaN for text that is no decimal number. */
function decimal(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function brokenByNumber(shape: NumberShape, value: number): string | undefined {
  if (Number.isNaN(value)) return shape.type === 'double' ? 'Member must be a number' : 'Member must be an integer';
  const { minimum, maximum } = rangeOf(shape);
  if (value < minimum) return atLeast('value', minimum);
  if (value > maximum) return atMost('value', maximum);
  if (shape.type !== 'double' && !Number.isInteger(value)) return 'Member must be an integer';
  return undefined;
}

/** What the shape allows and JavaScript and PostgreSQL can both hold exactly. */
function rangeOf(shape: NumberShape): { readonly minimum: number; readonly maximum: number } {
  const width = { integer: INT32_MAXIMUM, long: Number.MAX_SAFE_INTEGER, double: Number.MAX_VALUE }[shape.type];
  const lowest = shape.type === 'integer' ? -width - 1 : -width;
  return { minimum: Math.max(shape.min ?? lowest, lowest), maximum: Math.min(shape.max ?? width, width) };
}

function checkBoolean(value: unknown, path: string, check: Check): unknown {
  if (typeof value === 'boolean') return value;
  if (!check.text || typeof value !== 'string') throw wrongType(path, 'a boolean', value);
  if (value !== 'true' && value !== 'false') check.violations.add(path, value, ofValueSet(['true', 'false']));
  return value === 'true';
}

const LAST_MOMENT_MS = 8.64e15;

function checkTimestamp(value: unknown, path: string, check: Check): unknown {
  const seconds = typeof value === 'string' && check.text ? decimal(value) : value;
  if (typeof seconds !== 'number') throw wrongType(path, 'a number of seconds', value);
  const milliseconds = Math.round(seconds * 1000);
  if (!(Math.abs(milliseconds) <= LAST_MOMENT_MS)) check.violations.add(path, value, 'Member must be a timestamp');
  return milliseconds;
}

function checkList(shape: ListShape, value: unknown, path: string, check: Check): unknown {
  if (!Array.isArray(value)) throw wrongType(path, 'a list', value);
  if (!hasAllowedSize(shape, value.length, value, path, check)) return value;
  return value.map((item: unknown, index) => {
    const itemPath = `${path}.${index + 1}.member`;
    if (item !== null) return checkValue(shape.of, item, itemPath, check);
    check.violations.add(itemPath, null, NOT_NULL);
    return item;
  });
}

function checkMap(shape: MapShape, value: unknown, path: string, check: Check): unknown {
  const entries = Object.entries(asObject(value, path));
  if (!hasAllowedSize(shape, entries.length, value, path, check)) return value;
  const { value: valueShape } = shape;
  const checked = entries.map(([key, item]): [string, unknown] => {
    if (brokenByText(shape.key, key).length > 0) {
      check.violations.add(path, { [key]: item }, `Map keys must satisfy constraint: [${allOf(shape.key)}]`);
    }
    if (item !== null && valueShape.type !== 'string') {
      return [key, checkValue(valueShape, item, `${path}.${key}.member`, check)];
    }
    if (item !== null && typeof item !== 'string') throw wrongType(`${path}.${key}`, 'a string', item);
    if (item === null || (valueShape.type === 'string' && brokenByText(valueShape, item).length > 0)) {
      const constraints = valueShape.type === 'string' ? allOf(valueShape) : NOT_NULL;
      check.violations.add(path, { [key]: item }, `Map value must satisfy constraint: [${constraints}]`);
    }
    return [key, item];
  });
  // Unlike assignment, this makes an own property of a key such as `__proto__` too.
  return Object.fromEntries(checked);
}

/** A list or map that is too large is not looked into. */
function hasAllowedSize(
  shape: ListShape | MapShape,
  size: number,
  value: unknown,
  path: string,
  check: Check,
): boolean {
  const most = shape.max ?? MOST_ITEMS;
  if (shape.min !== undefined && size < shape.min) check.violations.add(path, value, atLeast('length', shape.min));
  if (size > most) check.violations.add(path, value, atMost('length', most));
  return size <= most;
}

/** AWS names every constraint of keys and values, not only the broken one. */
function allOf(shape: StringShape): string {
  const constraints: string[] = [];
  if (shape.max !== undefined) constraints.push(atMost('length', shape.max));
  if (shape.min !== undefined) constraints.push(atLeast('length', shape.min));
  if (shape.pattern !== undefined) constraints.push(ofPattern(shape.pattern));
  if (shape.enum !== undefined) constraints.push(ofValueSet(shape.enum));
  return [...constraints, NOT_NULL].join(', ');
}

function atLeast(what: 'length' | 'value', limit: number): string {
  return `Member must have ${what} greater than or equal to ${limit}`;
}

function atMost(what: 'length' | 'value', limit: number): string {
  return `Member must have ${what} less than or equal to ${limit}`;
}

function ofPattern(pattern: string | undefined): string {
  return `Member must satisfy regular expression pattern: ${pattern}`;
}

function ofValueSet(values: readonly string[]): string {
  return `Member must satisfy enum value set: [${values.join(', ')}]`;
}

function asObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(path, 'an object', value);
  return value as Readonly<Record<string, unknown>>; // an object of JSON
}

function wrongType(path: string, expected: string, value: unknown): ServiceError {
  const actual = Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
  return new ServiceError('SerializationException', `Value at '${path}' must be ${expected}, not ${actual}`);
}
