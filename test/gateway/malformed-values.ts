/** From a shape: a value that it allows, and every way of breaking it, with the words that must be answered. */
import assert from 'node:assert/strict';
import type { ListShape, MapShape, Members, NumberShape, Shape, StringShape } from '../../src/contract/shape.ts';
import { compilePattern } from '../../src/gateway/pattern.ts';

/** How a member travels decides which wrong values can be sent at all. */
export type Place = 'path' | 'query' | 'header' | 'body';

export interface MalformedValue {
  /** As AWS prints it, for example `targets.1.member`. */
  readonly path: string;
  /** The broken value, or the whole that contains it; undefined for a missing one. */
  readonly value: unknown;
  readonly code: 'InvalidRequestException' | 'SerializationException';
  /** A part of the message. */
  readonly text: string;
}

/** A value that the shape allows. */
export function allowedValue(shape: Shape): unknown {
  switch (shape.type) {
    case 'string':
      return allowedText(shape);
    case 'integer':
    case 'long':
    case 'double':
      return Math.min(Math.max(1, shape.min ?? 1), shape.max ?? Number.MAX_SAFE_INTEGER);
    case 'boolean':
      return true;
    case 'timestamp':
      return 1_560_787_022.733;
    case 'list':
      return Array.from({ length: Math.max(1, shape.min ?? 1) }, () => allowedValue(shape.of));
    case 'map':
      return { [allowedText(shape.key)]: allowedValue(shape.value) };
    case 'structure':
      return allowedMembers(shape.members);
  }
}

/** A value for every member. */
export function allowedMembers(members: Members): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).map(([name, { shape }]) => [name, allowedValue(shape)]));
}

function allowedText(shape: StringShape): string {
  if (shape.enum !== undefined) return shape.enum[0] ?? '';
  const length = Math.max(1, shape.min ?? 1);
  const candidates = ['a', '1', 'A', 'arn:aws:iot:x', 'aws/x', '1.0.0', '1.0', 'a@b', 'AAAA'];
  const padded = candidates.map((text) => text.padEnd(length, text.slice(-1)));
  const found = padded.find((text) => shape.pattern === undefined || compilePattern(shape.pattern).test(text));
  assert.ok(found !== undefined, `no example has the pattern ${shape.pattern}`);
  return found;
}

/** Every way of breaking one member of a set, the others being as they were. */
export function malformedMembers(members: Members, prefix = ''): readonly MalformedValue[] {
  const whole = allowedMembers(members);
  return Object.entries(members).flatMap(([name, member]) => {
    const place = member.in ?? 'body';
    const { [name]: _left, ...others } = whole;
    const path = prefix + name;
    const text = `Value null at '${path}' failed to satisfy constraint: Member must not be null`;
    const missing = { path, value: others, code: 'InvalidRequestException', text } as const;
    const broken = malformedValues(member.shape, path, place).filter((one) => canTravel(one.value, place));
    return [
      ...(member.required && place !== 'path' ? [missing] : []),
      ...broken.map((one) => ({ ...one, value: { ...whole, [name]: one.value } })),
    ];
  });
}

/** Headers hold printable text only and not much of it. */
function canTravel(value: unknown, place: Place): boolean {
  return place !== 'header' || (typeof value === 'string' && /^[!-~]{0,4000}$/.test(value));
}

function malformedValues(shape: Shape, path: string, place: Place): readonly MalformedValue[] {
  const invalid = (value: unknown, text: string): MalformedValue => ({
    path,
    value,
    code: 'InvalidRequestException',
    text: `at '${path}' failed to satisfy constraint: ${text}`,
  });
  const wrongType = (value: unknown): readonly MalformedValue[] =>
    place === 'body' ? [{ path, value, code: 'SerializationException', text: `Value at '${path}' must be a` }] : [];
  switch (shape.type) {
    case 'string':
      return [...wrongType(7), ...wrongType({}), ...brokenTexts(shape).map(([value, text]) => invalid(value, text))];
    case 'integer':
    case 'long':
    case 'double':
      return [
        ...(place === 'body' ? wrongType({}) : [invalid('seven', 'Member must be a')]),
        ...brokenNumbers(shape).map(([value, text]) => invalid(value, text)),
      ];
    case 'boolean':
      return place === 'body' ? wrongType(1) : [invalid('yes', 'Member must satisfy enum value set: [true, false]')];
    case 'timestamp':
      return wrongType('yesterday');
    case 'list':
      return [...wrongType('text'), ...wrongType({}), ...brokenLists(shape, path, invalid)];
    case 'map':
      return [...wrongType('text'), ...wrongType([]), ...brokenMaps(shape, invalid)];
    case 'structure':
      return [...wrongType('text'), ...wrongType([]), ...malformedMembers(shape.members, `${path}.`)];
  }
}

function brokenTexts(shape: StringShape): readonly (readonly [string, string])[] {
  const broken: (readonly [string, string])[] = [['\0', 'Member must not contain U+0000']];
  const { min, max, pattern } = shape;
  if (max !== undefined) broken.push(['x'.repeat(max + 1), `Member must have length less than or equal to ${max}`]);
  if (min !== undefined && min > 0) broken.push(['', `Member must have length greater than or equal to ${min}`]);
  if (shape.enum !== undefined) broken.push(['none', `Member must satisfy enum value set: [${shape.enum.join(', ')}]`]);
  const breaking = pattern && ['!', ' ', 'é', '\u0007'].find((text) => !compilePattern(pattern).test(text));
  if (breaking) broken.push([breaking, `Member must satisfy regular expression pattern: ${pattern}`]);
  return broken;
}

function brokenNumbers({ type, min, max }: NumberShape): readonly (readonly [number, string])[] {
  const largest = { integer: 2 ** 31 - 1, long: Number.MAX_SAFE_INTEGER, double: Number.MAX_VALUE }[type];
  const highest = max ?? largest;
  const broken: (readonly [number, string])[] = [];
  if (type !== 'double') {
    broken.push([(min ?? 0) + 0.5, 'Member must be an integer']);
    broken.push([highest + 1, `Member must have value less than or equal to ${highest}`]);
  } else if (max !== undefined) {
    broken.push([max + 1, `Member must have value less than or equal to ${max}`]);
  }
  if (min !== undefined) broken.push([min - 1, `Member must have value greater than or equal to ${min}`]);
  return broken;
}

type Invalid = (value: unknown, text: string) => MalformedValue;

function brokenLists(shape: ListShape, path: string, invalid: Invalid): readonly MalformedValue[] {
  const item = allowedValue(shape.of);
  const most = shape.max ?? 10_000;
  const whole = Array.from({ length: Math.max(1, shape.min ?? 1) }, () => item);
  return [
    ...(shape.min ? [invalid([], `Member must have length greater than or equal to ${shape.min}`)] : []),
    invalid(Array(most + 1).fill(item), `Member must have length less than or equal to ${most}`),
    { ...invalid([null], ''), text: `Value null at '${path}.1.member'` },
    ...malformedValues(shape.of, `${path}.1.member`, 'body').map((one) => ({
      ...one,
      value: [one.value, ...whole.slice(1)],
    })),
  ];
}

function brokenMaps(shape: MapShape, invalid: Invalid): readonly MalformedValue[] {
  const key = allowedText(shape.key);
  const value = allowedValue(shape.value);
  const values = shape.value.type === 'string' ? brokenTexts(shape.value) : [];
  return [
    ...brokenTexts(shape.key).map(([broken]) =>
      invalid({ [broken]: value }, 'Map keys must satisfy constraint: [Member'),
    ),
    ...values.map(([broken]) => invalid({ [key]: broken }, 'Map value must satisfy constraint: [Member')),
  ];
}
