/** The values that the command line reads and prints: JSON in which a number keeps the form that it was written in. */
import { WrittenNumber } from './written-number.ts';

export type Value = null | boolean | string | number | WrittenNumber | readonly Value[] | ValueMap;

export interface ValueMap {
  readonly [key: string]: Value;
}

/** As the original prints a number that is not an integer: `10.0`, `1e+20`, `1e-05`. */
export function floatText(number: number): string {
  if (number === Number.POSITIVE_INFINITY) return 'inf';
  if (number === Number.NEGATIVE_INFINITY) return '-inf';
  const [digits = '0', exponent] = number.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  if (Number.isInteger(number)) return Object.is(number, -0) ? '-0.0' : `${number}.0`;
  return number < 1 && number > -1
    ? number.toFixed(Math.max(digits.replace(/[-.]/g, '').length - 1 - power, 1))
    : String(number);
}

export function isNumber(value: Value): value is number | WrittenNumber {
  return typeof value === 'number' || value instanceof WrittenNumber;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof WrittenNumber);
}

export function isScalar(value: Value): value is null | boolean | string | number | WrittenNumber {
  return !isList(value) && !isMap(value);
}

export function numberText(value: number | WrittenNumber): string {
  if (typeof value !== 'number') return value.isInteger ? value.text : floatText(value.valueOf());
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : floatText(value);
}

/** A scalar as the original's text and table formats print it. */
export function scalarText(value: null | boolean | string | number | WrittenNumber): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  return typeof value === 'string' ? value : numberText(value);
}

/** By code point, as the original sorts; JavaScript would compare UTF-16 units. */
export function byCodePoint(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rank(left.charCodeAt(index)) - rank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

export function sortedKeys(map: ValueMap): string[] {
  return Object.keys(map).sort(byCodePoint);
}
