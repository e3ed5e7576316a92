/** What there is when a run begins. */
import { type Condition, randomAttributes, randomCondition, randomPropertyCondition, thingTypes } from './condition.ts';
import type { Chance } from './random.ts';

export interface WorldThing {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly typeName: string | null;
}

export interface World {
  readonly things: readonly string[];
  /** As they are when the run begins. */
  readonly registered: readonly WorldThing[];
  /** Static groups by name, with their parents; parents come first. */
  readonly groups: ReadonlyMap<string, string | undefined>;
  /** Names for dynamic groups; none where things are not indexed. */
  readonly dynamicNames: readonly string[];
  /** The dynamic groups that there are when the run begins. */
  readonly dynamicGroups: ReadonlyMap<string, Condition>;
  readonly namespaces: readonly (string | null)[];
  /** Who is in which group when the run begins. */
  readonly members: readonly { readonly thing: string; readonly group: string }[];
  readonly groupsPerThing: number;
  readonly rolloutRatePerMinute: number | null;
  readonly minimumDeletionMs: number;
  readonly chunkSize: number;
}

/** The namespace that calls about jobs without one name; no job is in it. */
export const MIRROR = 'M';

export const isIndexed = ({ dynamicNames }: World) => dynamicNames.length > 0;

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
  const dynamicNames = dice.happens(0.65) ? ['online', 'offline', 'chosen', 'rest'] : [];
  return {
    things,
    registered: things.map((name) => ({
      name,
      attributes: dynamicNames.length > 0 ? randomAttributes(dice) : {},
      typeName: dynamicNames.length > 0 && dice.happens(0.6) ? dice.one(thingTypes) : null,
    })),
    groups,
    dynamicNames,
    dynamicGroups: dynamicGroups(dice, dynamicNames, [...groups.keys()]),
    namespaces: dice.happens(0.4) ? [null, 'X', 'Y'] : [null],
    members,
    groupsPerThing: dice.one([10, 4, 3, 3]),
    rolloutRatePerMinute: dice.one([1_000, 1_000, 100, null, null]),
    minimumDeletionMs: dice.one([0, 0, 90_000, 600_000]),
    chunkSize: dice.one([1, 3, 7, 1_000]),
  };
}

/** Some know others, which works for those that are older. */
function dynamicGroups(
  dice: Chance,
  names: readonly string[],
  groups: readonly string[],
): ReadonlyMap<string, Condition> {
  const found = new Map<string, Condition>();
  for (const name of names) {
    const condition = randomCondition(dice, [...groups, ...names]);
    const inGroup: Condition = { kind: 'group', group: dice.one(groups) };
    if (name === 'online') found.set(name, { kind: 'connected', connected: true });
    else if (name === 'rest') found.set(name, dice.one([inGroup, { kind: 'not', condition: inGroup } as const]));
    else if (name === 'chosen') found.set(name, randomPropertyCondition(dice));
    else if (dice.happens(0.7)) found.set(name, condition);
  }
  return found;
}
