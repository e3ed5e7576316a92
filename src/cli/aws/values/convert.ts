/**
 * Makes the value of a member out of the words of its option: JSON, shorthand or plain text
 * (docs/service/command-line.md#values-of-options).
 */
import type { Shape } from '../../../contract/shape.ts';
import { badParameter } from '../failure.ts';
import { CoercionError, coerce, coerceScalar } from './coerce.ts';
import { type Json, JsonError, parseJson } from './json.ts';
import { ParameterFileError, readParameter, readParameterFile } from './parameter-file.ts';
import { parseShorthand, ShorthandError } from './shorthand.ts';

/** `option` with its dashes, for failures. A failure is a bad parameter. */
export function convert(option: string, shape: Shape, given: string | readonly string[] | boolean): unknown {
  if (typeof given === 'boolean') return given;
  try {
    return shape.type === 'list'
      ? convertList(option, shape, asWords(given))
      : convertOne(option, shape, asWord(given));
  } catch (error) {
    const known =
      error instanceof ShorthandError || error instanceof CoercionError || error instanceof ParameterFileError;
    if (!known) throw error;
    throw badParameter(`Error parsing parameter '${option}': ${error.message}`);
  }
}

function convertOne(option: string, shape: Shape, word: string): unknown {
  const value = readParameter(option, word);
  if (typeof value !== 'string') return value;
  if (shape.type !== 'structure' && shape.type !== 'map') return coerceScalar(shape, value);
  if (/^\s*\[/.test(value)) throw badParameter(`Error parsing parameter '${option}': Invalid JSON:\n${value}`);
  return /^\s*\{/.test(value) ? json(option, value) : coerce(shape, parseShorthand(value, readParameterFile));
}

function convertList(option: string, shape: Shape & { readonly type: 'list' }, words: readonly string[]): unknown {
  const [first, second] = words;
  if (first === undefined) return [];
  const values: readonly (string | Uint8Array)[] = second === undefined ? [readParameter(option, first)] : words;
  const [text] = values;
  if (second === undefined && typeof text === 'string' && /^\s*\[/.test(text)) return json(option, text);
  return values.map((value) => {
    if (typeof value !== 'string') return value;
    if (shape.of.type !== 'structure' && shape.of.type !== 'map') return coerceScalar(shape.of, value);
    return /^\s*[{[]/.test(value) ? json(option, value) : coerce(shape.of, parseShorthand(value, readParameterFile));
  });
}

function json(option: string, text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw badParameter(`Error parsing parameter '${option}': Invalid JSON: ${error.message}\nJSON received: ${text}`);
  }
}

function asWords(given: string | readonly string[]): readonly string[] {
  return typeof given === 'string' ? [given] : given;
}

function asWord(given: string | readonly string[]): string {
  return typeof given === 'string' ? given : (given[0] ?? '');
}
