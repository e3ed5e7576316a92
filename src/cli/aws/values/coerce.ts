/**
 * Makes values of the contract's types out of text: numbers, truth values, single items of lists
 * (docs/service/command-line.md#the-shorthand).
 */
import type { Shape } from '../../../contract/shape.ts';
import { isInteger } from '../parse-words.ts';
import { numberOf, WrittenNumber } from '../written-number.ts';
import type { ShorthandMap, ShorthandValue } from './shorthand.ts';

/** The text does not fit the type; the message says what it was. */
export class CoercionError extends Error {
  override readonly name = 'CoercionError';
}

/** The value for `shape`. What does not fit its kind is left for the validation to name. */
export function coerce(shape: Shape, value: ShorthandValue): unknown {
  if (shape.type === 'list') {
    // isArray() forgets that the array is a readonly one.
    const items = Array.isArray(value) ? (value as readonly ShorthandValue[]) : [value];
    return items.map((item) => coerce(shape.of, item));
  }
  if (isMap(value)) {
    if (shape.type !== 'structure' && shape.type !== 'map') return value;
    const shapeOf = (key: string) => (shape.type === 'map' ? shape.value : shape.members[key]?.shape);
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        const memberShape = shapeOf(key);
        return [key, memberShape === undefined ? member : coerce(memberShape, member)];
      }),
    );
  }
  return typeof value === 'string' ? coerceScalar(shape, value) : value;
}

/** A number of a number's text, or a boolean; all other text stays what it is. */
export function coerceScalar(shape: Shape, text: string): unknown {
  switch (shape.type) {
    case 'integer':
    case 'long':
      return integerOf(text);
    case 'double':
      return doubleOf(text);
    case 'boolean':
      if (/^true$/i.test(text)) return true;
      return /^false$/i.test(text) ? false : text;
    default:
      return text;
  }
}

/** As Python's `int()`: blanks around it, underscores and leading zeros are fine. */
function integerOf(text: string): number | WrittenNumber {
  if (!isInteger(text)) throw new CoercionError(`invalid literal for int() with base 10: '${text}'`);
  return numberOf(String(BigInt(text.trim().replaceAll('_', '').replace(/^\+/, ''))));
}

/** As Python's `float()`; a whole number keeps its `.0`, because it is sent so. */
function doubleOf(text: string): number | WrittenNumber {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value) || !/^\s*[-+]?[\d._]+(e[-+]?\d+)?\s*$/i.test(text)) {
    throw new CoercionError(`could not convert string to float: '${text}'`);
  }
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? new WrittenNumber(`${value}.0`) : value;
}

function isMap(value: ShorthandValue): value is ShorthandMap {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array);
}
