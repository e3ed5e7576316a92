/**
 * The sample of an operation's input for `--generate-cli-skeleton input`
 * (docs/service/command-line.md#samples-of-an-input).
 */
import type { Members, Shape } from '../../../contract/shape.ts';
import type { Value, ValueMap } from '../value.ts';
import { WrittenNumber } from '../written-number.ts';

const EPOCH = '1970-01-01T00:00:00';

/** Every member in the order of the contract: empty texts, zeros, the first of a fixed set. */
export function inputSkeleton(members: Members): ValueMap {
  return Object.fromEntries(Object.entries(members).map(([name, { shape }]) => [name, sampleOf(shape)]));
}

function sampleOf(shape: Shape): Value {
  switch (shape.type) {
    case 'string':
      return shape.enum?.[0] ?? '';
    case 'integer':
    case 'long':
      return 0;
    case 'double':
      return new WrittenNumber('0.0');
    case 'boolean':
      return true;
    case 'timestamp':
      return EPOCH;
    case 'list':
      return [sampleOf(shape.of)];
    case 'map':
      return { KeyName: sampleOf(shape.value) };
    case 'structure':
      return inputSkeleton(shape.members);
  }
}
