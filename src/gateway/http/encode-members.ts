/**
 * Makes JSON values of outputs by the contract: timestamps in seconds, absent values left out
 * (docs/service/jobs.md#answers).
 */
import type { Member, Members, Shape } from '../../contract/shape.ts';

/** Encodes the members that the contract knows, whatever else the output holds. An absent output is `{}`. */
export function encodeMembers(members: Members, output: unknown): Record<string, unknown> {
  const values = (output ?? {}) as Readonly<Record<string, unknown>>; // a handler's output is an object or nothing
  const encoded: Record<string, unknown> = {};
  for (const name of Object.keys(members)) {
    const value = values[name];
    const { shape } = members[name] as Member; // `name` is one of its keys
    if (value !== undefined && value !== null) encoded[name] = encodeValue(shape, value);
  }
  return encoded;
}

function encodeValue(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case 'timestamp':
      return Number(value) / 1000;
    case 'structure':
      return encodeMembers(shape.members, value);
    case 'list':
      // The compiler has checked that a handler gives a list here, and an object for a map.
      return (value as readonly unknown[]).map((item) => encodeValue(shape.of, item));
    case 'map':
      return Object.fromEntries(
        // As for a list: the compiler has checked the handler.
        Object.entries(value as object).map(([key, item]) => [key, encodeValue(shape.value, item)]),
      );
    default:
      return value;
  }
}
