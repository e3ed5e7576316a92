/**
 * What the command line checks before it sends: required and unknown members, types, least values and lengths, all
 * problems at once in the words of the original tool (docs/service/command-line.md#what-is-validated-here). The rest is
 * the server's to say.
 */
import type { Members, Shape } from '../../contract/shape.ts';
import { badParameter } from './failure.ts';
import { pythonText, pythonType } from './python-text.ts';
import { WrittenNumber } from './written-number.ts';

/** Throws a bad parameter with one line per problem. */
export function validate(members: Members, input: Readonly<Record<string, unknown>>): void {
  const problems = [...problemsOfStructure(members, input, '')];
  if (problems.length > 0) throw badParameter(`Parameter validation failed:\n${problems.join('\n')}`);
}

function* problemsOfStructure(members: Members, value: unknown, path: string): Generator<string> {
  if (!isMap(value)) {
    yield invalidType(path, value, ['dict']);
    return;
  }
  const where = path === '' ? 'input' : path;
  for (const [name, { required }] of Object.entries(members)) {
    if (required === true && !Object.hasOwn(value, name)) yield `Missing required parameter in ${where}: "${name}"`;
  }
  const known = Object.keys(members);
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) yield `Unknown parameter in ${where}: "${name}", must be one of: ${known.join(', ')}`;
  }
  for (const [name, member] of Object.entries(value)) {
    const found = Object.hasOwn(members, name) ? members[name] : undefined;
    if (found !== undefined) yield* problemsOf(found.shape, member, path === '' ? name : `${path}.${name}`);
  }
}

function* problemsOf(shape: Shape, value: unknown, path: string): Generator<string> {
  switch (shape.type) {
    case 'structure':
      yield* problemsOfStructure(shape.members, value, path);
      return;
    case 'list':
      if (!Array.isArray(value)) yield invalidType(path, value, ['list', 'tuple']);
      else {
        yield* tooShort(shape.min, value.length, path);
        for (const [index, item] of value.entries()) yield* problemsOf(shape.of, item, `${path}[${index}]`);
      }
      return;
    case 'map':
      if (!isMap(value)) yield invalidType(path, value, ['dict']);
      else {
        for (const [key, item] of Object.entries(value)) {
          yield* problemsOf(shape.key, key, `${path} (key: ${key})`);
          yield* problemsOf(shape.value, item, `${path}.${key}`);
        }
      }
      return;
    case 'string':
      if (typeof value !== 'string') yield invalidType(path, value, ['str']);
      else yield* tooShort(shape.min, [...value].length, path);
      return;
    case 'integer':
    case 'long':
      if (!isInteger(value)) yield invalidType(path, value, ['int']);
      else yield* tooSmall(shape.min, value, path);
      return;
    case 'double':
      if (!isNumber(value)) yield invalidType(path, value, ['float', 'decimal.Decimal', 'int']);
      else yield* tooSmall(shape.min, value, path);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') yield invalidType(path, value, ['bool']);
      return;
    case 'timestamp':
      if (typeof value !== 'string' && !isNumber(value)) yield invalidType(path, value, ['datetime.datetime']);
      return;
  }
}

function* tooShort(min: number | undefined, length: number, path: string): Generator<string> {
  if (min !== undefined && length < min) {
    yield `Invalid length for parameter ${path}, value: ${length}, valid min length: ${min}`;
  }
}

function* tooSmall(min: number | undefined, value: number | WrittenNumber, path: string): Generator<string> {
  if (min !== undefined && Number(value) < min) {
    yield `Invalid value for parameter ${path}, value: ${pythonText(value)}, valid min value: ${min}`;
  }
}

function invalidType(path: string, value: unknown, types: readonly string[]): string {
  const valid = types.map((type) => `<class '${type}'>`).join(', ');
  // A text stands there without quotes, unlike one inside a list.
  const shown = typeof value === 'string' ? value : pythonText(value);
  return `Invalid type for parameter ${path}, value: ${shown}, type: ${pythonType(value)}, valid types: ${valid}`;
}

function isNumber(value: unknown): value is number | WrittenNumber {
  return typeof value === 'number' || value instanceof WrittenNumber;
}

function isInteger(value: unknown): value is number | WrittenNumber {
  return value instanceof WrittenNumber ? value.isInteger : Number.isInteger(value);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && !Array.isArray(value) && !(value instanceof WrittenNumber) && !(value instanceof Uint8Array);
}
