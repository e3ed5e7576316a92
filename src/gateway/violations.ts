/** Collects what is wrong with an input and says it in AWS's words (docs/service/jobs.md#errors). */
import { invalidRequest, type ServiceError } from '../contract/errors.ts';

/** More than these are counted, but not spelt out. */
const SPELT_OUT = 100;
/** An echo ends after so many characters, items and levels. */
const LONGEST_ECHO = 256;
const MOST_ECHOED = 50;
const DEEPEST_ECHO = 3;

export class Violations {
  #count = 0;
  readonly #texts: string[] = [];

  /** Notes that the value at `path` breaks a constraint. */
  add(path: string, value: unknown, constraint: string): void {
    this.#count += 1;
    if (this.#count > SPELT_OUT) return;
    const echo = value === null ? 'null' : `'${cut(printed(value, 0), LONGEST_ECHO)}'`;
    this.#texts.push(`Value ${echo} at '${path}' failed to satisfy constraint: ${constraint}`);
  }

  /** One error for everything that was noted; undefined if nothing was. */
  asError(): ServiceError | undefined {
    if (this.#count === 0) return undefined;
    const noun = this.#count === 1 ? 'validation error' : 'validation errors';
    return invalidRequest(`${this.#count} ${noun} detected: ${this.#texts.join('; ')}`);
  }
}

/** The value as AWS prints it: lists as `[a, b]`, maps and structures as `{key=value}`. */
function printed(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return cut(String(value), LONGEST_ECHO);
  if (depth === DEEPEST_ECHO) return '...';
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value.slice(0, MOST_ECHOED);
    return `[${items.map((item) => printed(item, depth + 1)).join(', ')}]`;
  }
  const entries = Object.entries(value).slice(0, MOST_ECHOED);
  return `{${entries.map(([key, item]) => `${cut(key, LONGEST_ECHO)}=${printed(item, depth + 1)}`).join(', ')}}`;
}

/** At most `length` characters, with `...` where something is left out. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}...`;
}
