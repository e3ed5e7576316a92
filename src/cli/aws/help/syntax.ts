/**
 * Samples of what an option takes: shorthand, JSON, or the words of a list
 * (docs/service/command-line.md#the-page-of-a-command).
 */
import type { Shape } from '../../../contract/shape.ts';

/** For example `Key=string,Value=string ...`; undefined where there is no shorthand. */
export function shorthandSyntax(shape: Shape): string | undefined {
  if (shape.type === 'list') {
    return shape.of.type === 'structure' || shape.of.type === 'map' ? `${members(shape.of)} ...` : undefined;
  }
  return shape.type === 'structure' || shape.type === 'map' ? members(shape) : undefined;
}

function members(shape: Shape): string {
  if (shape.type === 'map') {
    const value = shorthandValue(shape.value);
    return `KeyName1=${value},KeyName2=${value}`;
  }
  if (shape.type !== 'structure') return shape.type;
  return Object.entries(shape.members)
    .map(([name, member]) => `${name}=${shorthandValue(member.shape)}`)
    .join(',');
}

function shorthandValue(shape: Shape): string {
  if (shape.type === 'list') {
    const item = shorthandValue(shape.of);
    return shape.of.type === 'structure' || shape.of.type === 'map' ? `[${item},${item}]` : `${item},${item}`;
  }
  return shape.type === 'structure' || shape.type === 'map' ? `{${members(shape)}}` : shape.type;
}

/** The lines of a sample in JSON. */
export function jsonSyntax(shape: Shape): string[] {
  switch (shape.type) {
    case 'structure': {
      const entries = Object.entries(shape.members);
      return [
        '{',
        ...entries.flatMap(([name, member], index) =>
          inside(`"${name}": `, jsonSyntax(member.shape), index < entries.length - 1 ? ',' : ''),
        ),
        '}',
      ];
    }
    case 'map':
      return ['{', ...inside('"string": ', jsonSyntax(shape.value), ''), '  ...', '}'];
    case 'list':
      return ['[', ...inside('', jsonSyntax(shape.of), ''), '  ...', ']'];
    case 'boolean':
      return ['true|false'];
    case 'string':
      return [shape.enum === undefined ? '"string"' : shape.enum.map((value) => `"${value}"`).join('|')];
    case 'integer':
    case 'long':
    case 'double':
    case 'timestamp':
      return [shape.type];
  }
}

function inside(prefix: string, lines: readonly string[], suffix: string): string[] {
  return lines.map((line, index) => `  ${index === 0 ? prefix : ''}${line}${index === lines.length - 1 ? suffix : ''}`);
}

/** The words of a list of scalars: `"string" "string" ...`. */
export function listSyntax(item: Shape): string {
  const word = item.type === 'string' ? '"string"' : item.type;
  return `${word} ${word} ...`;
}
