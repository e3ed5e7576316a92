/** What there is when a run begins. */
import type { Chance } from './random.ts';

export interface World {
  readonly things: readonly string[];
  /** Groups by name, with their parents; parents come first. */
  readonly groups: ReadonlyMap<string, string | undefined>;
  readonly namespaces: readonly (string | null)[];
  /** Who is in which group when the run begins. */
  readonly members: readonly { readonly thing: string; readonly group: string }[];
  readonly rolloutRatePerMinute: number | null;
  readonly minimumDeletionMs: number;
  readonly chunkSize: number;
}

export function createWorld(dice: Chance): World {
  const things = Array.from({ length: dice.whole(8, 60) }, (_, index) => `thing-${String(index).padStart(2, '0')}`);
  const groups = new Map<string, string | undefined>([
    ['plant', undefined],
    ['plant-hall', 'plant'],
    ['plant-hall-line', 'plant-hall'],
    ['plant-yard', 'plant'],
    ['fleet', undefined],
    ['fleet-north', 'fleet'],
    ['lab', undefined],
  ]);
  const ofTree = (root: string) => [...groups.keys()].filter((name) => name.startsWith(root));
  const members = things.flatMap((thing) =>
    ['plant', 'fleet', 'lab'].flatMap((root) => (dice.happens(0.4) ? [{ thing, group: dice.one(ofTree(root)) }] : [])),
  );
  return {
    things,
    groups,
    namespaces: dice.happens(0.4) ? [null, 'X', 'Y'] : [null],
    members,
    rolloutRatePerMinute: dice.one([1_000, 1_000, 100, null, null]),
    minimumDeletionMs: dice.one([0, 0, 90_000, 600_000]),
    chunkSize: dice.one([1, 3, 7, 1_000]),
  };
}
