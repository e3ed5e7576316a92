/** Values as `to_string` writes them. */
import { isList, isMap, isNumber, numberText, type Value } from '../value.ts';

/** JSON in one line without blanks, in ASCII. */
export function asciiJson(value: Value): string {
  if (isList(value)) return `[${value.map(asciiJson).join(',')}]`;
  if (isMap(value)) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${asciiJson(key)}:${asciiJson(item)}`)
      .join(',')}}`;
  }
  if (isNumber(value)) return numberText(value);
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
