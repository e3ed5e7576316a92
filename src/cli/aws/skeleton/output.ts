/**
 * The sample of an operation's output for `--generate-cli-skeleton output`: each text is its member's name
 * (docs/service/command-line.md#samples-of-an-output).
 */
import type { Members, Shape } from '../../../contract/shape.ts';
import type { Value, ValueMap } from '../value.ts';
import { WrittenNumber } from '../written-number.ts';

/** How the sample times are written: as in JSON, or as in text and tables. */
export type SampleTime = '1970-01-01T00:00:00' | '1970-01-01 00:00:00';

export function outputSkeleton(members: Members, time: SampleTime): ValueMap {
  return Object.fromEntries(Object.entries(members).map(([name, { shape }]) => [name, sampleOf(shape, name, time)]));
}

/** `name` is the text of a string. */
function sampleOf(shape: Shape, name: string, time: SampleTime): Value {
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
      return time;
    case 'list':
      return [sampleOf(shape.of, shape.itemName ?? '', time)];
    case 'map':
      return { KeyName: sampleOf(shape.value, '', time) };
    case 'structure':
      return outputSkeleton(shape.members, time);
  }
}
