/** `--limit` of the commands that list. */
import type { Option, OptionValues } from './command.ts';
import { UsageError } from './parse-options.ts';

const MOST = 10_000;

export function limitOption(defaultLimit: number): Option {
  return { name: 'limit', placeholder: 'N', help: 'List at most this many', defaultText: String(defaultLimit) };
}

/** Throws a UsageError for what is no count. */
export function limitOf(values: OptionValues, defaultLimit: number, most = MOST): number {
  const text = values['limit'];
  if (text === undefined) return defaultLimit;
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= most) return limit;
  throw new UsageError(`--limit is ${JSON.stringify(text)}: it must be a whole number from 1 to ${most}.`);
}
