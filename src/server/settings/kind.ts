/** The kinds of values that settings have: how each is written, read, and refused. */
import { isAbsolute, resolve } from 'node:path';
import { didYouMean } from '../../lib/nearest.ts';

export interface Kind<T> {
  /** How the help shows the value, for example `PORT`; absent for a switch, which needs none. */
  readonly placeholder?: string;
  /**
   * Reads a value as a person wrote it. Relative paths start at `directory`. Throws an Error whose message completes
   * the sentence "--http-port is "x": ...".
   */
  parse(text: string, directory: string): T;
}

/** Text that matches a pattern, which `expected` puts in words. */
export function text(placeholder: string, pattern: RegExp, expected: string): Kind<string> {
  return {
    placeholder,
    parse(value) {
      if (!pattern.test(value)) throw new Error(`it must be ${expected}.`);
      return value;
    },
  };
}

export function wholeNumber(placeholder: string, minimum: number, maximum: number): Kind<number> {
  return {
    placeholder,
    parse(value) {
      const number = Number(value);
      if (!/^\d{1,15}$/.test(value) || number < minimum || number > maximum) {
        throw new Error(`it must be a whole number from ${minimum} to ${maximum}.`);
      }
      return number;
    },
  };
}

/** A TCP port; 0 takes a free one. */
export const port = wholeNumber('PORT', 0, 65_535);

/** A number as any other, or null for no limit at all. */
export function limit(placeholder: string, maximum: number): Kind<number | null> {
  const number = wholeNumber(placeholder, 1, maximum);
  return {
    placeholder: `${placeholder}|unlimited`,
    parse(value, directory) {
      if (value === 'unlimited') return null;
      try {
        return number.parse(value, directory);
      } catch {
        throw new Error(`it must be a whole number from 1 to ${maximum}, or unlimited.`);
      }
    },
  };
}

export function choice<const C extends readonly string[]>(choices: C): Kind<C[number]> {
  return {
    placeholder: choices.join('|'),
    parse(value) {
      const found = choices.find((candidate) => candidate === value);
      if (found === undefined) throw new Error(`it must be one of ${choices.join(', ')}.${didYouMean(value, choices)}`);
      return found;
    },
  };
}

/** A switch: its flag stands alone, elsewhere it is true or false. */
export const toggle: Kind<boolean> = {
  parse(value) {
    if (value === 'true' || value === '1') return true;
    if (value === 'false' || value === '0') return false;
    throw new Error('it must be true or false.');
  },
};

/** A file or directory, made absolute. */
export function path(placeholder: 'DIR' | 'FILE'): Kind<string> {
  return {
    placeholder,
    parse(value, directory) {
      if (value === '') throw new Error('it must not be empty.');
      return isAbsolute(value) ? value : resolve(directory, value);
    },
  };
}

/** The root of an HTTP server, without a path: `https://host:port`. */
export const httpAddress: Kind<string> = {
  placeholder: 'URL',
  parse(value) {
    const url = /^https?:\/\/[^\s/?#@]+\/?$/.test(value) && URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined) throw new Error('it must be http:// or https:// with a host, perhaps a port, and no more.');
    return url.origin;
  },
};

/** The address of a PostgreSQL database. */
export const databaseUrl: Kind<string> = {
  placeholder: 'URL',
  parse(value) {
    if (!/^postgres(ql)?:\/\/\S+$/.test(value)) throw new Error('it must begin with postgresql:// or postgres://.');
    return value;
  },
};
