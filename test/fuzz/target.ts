/** What can be fuzzed: something that takes inputs made by chance, and what must hold of each. */
import type { Random } from './random.ts';

export interface OpenTarget<I = unknown> {
  readonly make: (random: Random) => I;
  /** Throws, or rejects, for an input that finds a fault. */
  readonly check: (input: I) => void | Promise<void>;
  /** Looks once more at the whole, and ends what was started. */
  readonly close?: () => Promise<void>;
}

export interface Target {
  readonly name: string;
  /** How many of the inputs, in comparison with the other targets. */
  readonly share: number;
  readonly open: () => Promise<OpenTarget>;
}

/** A target without anything to start. */
export function pureTarget<I>(
  name: string,
  share: number,
  make: OpenTarget<I>['make'],
  check: OpenTarget<I>['check'],
): Target {
  // The runner gives `check` nothing but what `make` has made.
  return { name, share, open: async () => ({ make, check }) as OpenTarget };
}

/** A target that something has to be started for. */
export function startedTarget<I>(name: string, share: number, open: () => Promise<OpenTarget<I>>): Target {
  // As above.
  return { name, share, open: open as Target['open'] };
}

/** Runs; what is thrown must be of the kinds that are meant for callers. undefined if something was thrown. */
export function refusedOr<T>(isRefusal: (error: unknown) => boolean, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}
