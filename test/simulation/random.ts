/** Chance that can be repeated: the same seed gives the same choices on every machine. */

export interface Chance {
  /** From 0 up to, and without, 1. */
  next(): number;
  /** A whole number from `lowest` to `highest`, both possible. */
  whole(lowest: number, highest: number): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  /** One of a list that is not empty. */
  one<T>(list: readonly T[]): T;
  /** Up to `count` different elements of a list, in the order in which they were drawn. */
  some<T>(list: readonly T[], count: number): T[];
  /** One of the keys, each as often as its weight says. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key;
}

/** Mulberry32: small, even enough, and nothing of it depends on the platform. */
export function chance(seed: number): Chance {
  let state = seed;

  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  const whole = (lowest: number, highest: number) => lowest + Math.floor(next() * (highest - lowest + 1));

  function one<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('There is nothing to choose from.');
    // The index is inside the list, whatever elements it has.
    return list[whole(0, list.length - 1)] as T;
  }

  return {
    next,
    whole,
    happens: (probability) => next() < probability,
    one,
    some(list, count) {
      const left = [...list];
      const drawn = [];
      while (drawn.length < count && left.length > 0) drawn.push(...left.splice(whole(0, left.length - 1), 1));
      return drawn;
    },
    weighted(weights) {
      // Object.entries forgets that the keys are of the type of the parameter.
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let rest = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) {
        rest -= weight;
        if (rest < 0) return key;
      }
      throw new RangeError('Some weight must be greater than 0.');
    },
  };
}
