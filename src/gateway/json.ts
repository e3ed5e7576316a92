/** Reads a JSON object from the bytes of a body or a payload, with limits. */
import { ServiceError } from '../contract/errors.ts';

const DEEPEST = 32;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The object; `{}` for no bytes at all. Throws SerializationException for anything that is not one JSON object in UTF-8. */
export function readJsonObject(bytes: Uint8Array): Record<string, unknown> {
  if (bytes.length === 0) return {};
  const value = parse(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ServiceError('SerializationException', 'The content must be a JSON object');
  }
  if (isDeeperThan(value, DEEPEST)) {
    throw new ServiceError('SerializationException', `The content is nested more than ${DEEPEST} levels deep`);
  }
  return value as Record<string, unknown>; // an object, as was just checked
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new ServiceError('SerializationException', 'The content is not valid JSON in UTF-8');
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((item) => isDeeperThan(item, levels - 1));
}
