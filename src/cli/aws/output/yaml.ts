/**
 * `--output yaml` and `yaml-stream`: block style, sorted keys, list dashes not indented
 * (docs/service/command-line.md#yaml-output).
 */
import { isList, isMap, isNumber, isScalar, numberText, sortedKeys, type Value } from '../value.ts';
import { jsonText } from './json.ts';
import { yamlString } from './yaml-scalar.ts';

/** A lone scalar is written as JSON; an answer without members as nothing. */
export function formatYaml(value: Value): string {
  if (isMap(value) && Object.keys(value).length === 0) return '';
  return isScalar(value) ? `${jsonText(value)}\n` : `${block(value, '')}\n`;
}

/** One page of `yaml-stream`: a list of one element, so that all pages together are one list. */
export function formatYamlPage(value: Value): string {
  return `${block([value], '')}\n`;
}

/** A list or a map from the column of `indent` on; the first line has no indent, the last one no line break. */
function block(value: Value, indent: string): string {
  if (isList(value)) {
    if (value.length === 0) return '[]';
    return value.map((item) => `- ${block(item, `${indent}  `)}`).join(`\n${indent}`);
  }
  if (isMap(value)) {
    const keys = sortedKeys(value);
    if (keys.length === 0) return '{}';
    return keys.map((key) => entry(key, value[key] ?? null, indent)).join(`\n${indent}`);
  }
  return scalar(value, indent, indent.length);
}

function entry(key: string, value: Value, indent: string): string {
  const name = `${yamlString(key, indent, indent.length, true)}:`;
  if (isList(value) && value.length > 0) return `${name}\n${indent}${block(value, indent)}`;
  if (isMap(value) && Object.keys(value).length > 0) return `${name}\n${indent}  ${block(value, `${indent}  `)}`;
  if (isScalar(value)) return `${name} ${scalar(value, `${indent}  `, indent.length + name.length + 1)}`;
  return `${name} ${block(value, indent)}`;
}

function scalar(value: Value, indent: string, column: number): string {
  if (typeof value === 'string') return yamlString(value, indent, column);
  if (value === null || typeof value === 'boolean') return String(value);
  return isNumber(value) ? numberText(value) : block(value, indent);
}
