/** The sample of an operation's output for `--generate-cli-skeleton output`: each text is its member's name (`cli.md` 2). */
import type { Members, Shape } from '../../../contract/shape.ts';
import type { Value, ValueMap } from '../value.ts';
import { WrittenNumber } from '../written-number.ts';

const EPOCH = '1970-01-01T00:00:00';

export function outputSkeleton(members: Members): ValueMap {
  return Object.fromEntries(Object.entries(members).map(([name, { shape }]) => [name, sampleOf(shape, name)]));
}

/** `name` is the text of a string. */
function sampleOf(shape: Shape, name: string): Value {
  switch (shape.type) {
    case 'string':
      return name;
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
      return [sampleOf(shape.of, shape.itemName ?? '')];
    case 'map':
      return { KeyName: sampleOf(shape.value, '') };
    case 'structure':
      return outputSkeleton(shape.members);
  }
}
