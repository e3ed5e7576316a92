/**
 * The sample of an operation's input in YAML, for `--generate-cli-skeleton yaml-input`: a comment says what each member
 * means, whether it is required, and which values it takes (docs/service/command-line.md#samples-of-an-input).
 */
import { inputDocumentation } from '../../../contract/documentation/documentation.ts';
import type { OperationContract } from '../../../contract/operation.ts';
import type { Member, Members, Shape } from '../../../contract/shape.ts';

const EPOCH = "'1970-01-01T00:00:00'";

/** One line per member, list item or pair; nothing for an operation without input. */
export function yamlSkeleton(
  { input, name }: Pick<OperationContract, 'name' | 'input'>,
  members: Members = input,
): string {
  const lines = [...structureLines(members, { operation: name, path: [], indent: '' })];
  return lines.length === 0 ? '{}\n' : lines.map((line) => `${line}\n`).join('');
}

interface Place {
  readonly operation: string;
  readonly path: readonly string[];
  readonly indent: string;
}

function* structureLines(members: Members, place: Place): Generator<string> {
  let isFirst = true;
  for (const [name, member] of Object.entries(members)) {
    const path = [...place.path, name];
    const comment = commentOf(member, inputDocumentation(place.operation, path));
    // The first key of a map is two blanks away from its comment, the others one.
    const suffix = comment === '' ? '' : `${isFirst ? '  ' : ' '}# ${comment}`;
    yield* entryLines(name, member.shape, { ...place, path }, suffix);
    isFirst = false;
  }
}

/** A key and its value; a value of several lines begins below the key. */
function* entryLines(name: string, shape: Shape, place: Place, suffix: string): Generator<string> {
  const scalar = scalarText(shape);
  if (scalar !== undefined) {
    yield `${place.indent}${name}: ${scalar}${suffix}`;
    return;
  }
  yield `${place.indent}${name}:${suffix}`;
  yield* nestedLines(shape, place);
}

function* nestedLines(shape: Shape, place: Place): Generator<string> {
  const deeper = { ...place, indent: `${place.indent}  ` };
  if (shape.type === 'structure') yield* structureLines(shape.members, deeper);
  if (shape.type === 'map') yield* entryLines('KeyName', shape.value, deeper, '');
  if (shape.type !== 'list') return;
  const scalar = scalarText(shape.of);
  if (scalar !== undefined) {
    yield `${place.indent}- ${scalar}`;
    return;
  }
  // The dash takes the place of the first line's indentation; it is not indented below its key.
  const [first = '', ...others] = nestedLines(shape.of, place);
  yield `${place.indent}- ${first.slice(deeper.indent.length)}`;
  yield* others;
}

/** Undefined for what takes several lines. */
function scalarText(shape: Shape): string | undefined {
  switch (shape.type) {
    case 'string':
      return shape.enum?.[0] ?? "''";
    case 'integer':
    case 'long':
      return '0';
    case 'double':
      return '0.0';
    case 'boolean':
      return 'true';
    case 'timestamp':
      return EPOCH;
    default:
      return undefined;
  }
}

function commentOf({ required, shape }: Member, documentation: string | undefined): string {
  const parts: string[] = [];
  if (required === true) parts.push('[REQUIRED]');
  if (documentation !== undefined) parts.push(firstSentence(documentation));
  if (shape.type === 'string' && shape.enum !== undefined) parts.push(`Valid values are: ${shape.enum.join(', ')}.`);
  return parts.join(' ');
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? `${text}.`;
}
