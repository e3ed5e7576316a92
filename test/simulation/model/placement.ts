/**
 * Which dynamic groups a thing belongs to (docs/service/thing-groups.md#who-is-a-member,
 * docs/service/fleet-index.md#the-grammar-of-queries), found by looking at everything each time.
 */
import type { Condition } from '../condition.ts';

/** What conditions ask for. */
export interface Facts {
  readonly attributes: Readonly<Record<string, string>>;
  readonly typeName: string | null;
  readonly connected: boolean;
}

export interface AskingGroup {
  readonly name: string;
  readonly createdAt: number;
  readonly condition: Condition;
}

const isNumber = (value: string) => value.trim() !== '' && !Number.isNaN(Number(value));

function holds(condition: Condition, facts: Facts, groups: readonly string[]): boolean {
  const attribute = (name: string) => facts.attributes[name]?.toLowerCase();
  switch (condition.kind) {
    case 'attribute':
      return attribute(condition.name) === condition.value.toLowerCase();
    case 'beginning':
      return attribute(condition.name)?.startsWith(condition.beginning.toLowerCase()) ?? false;
    case 'any value':
      return attribute(condition.name) !== undefined;
    case 'above': {
      const value = attribute(condition.name);
      return value !== undefined && isNumber(value) && Number(value) > condition.bound;
    }
    case 'between': {
      const value = attribute(condition.name);
      // A word sorts behind all digits.
      if (value === undefined || !isNumber(value)) return false;
      return condition.lowest <= Number(value) && Number(value) <= condition.highest;
    }
    case 'type':
      return facts.typeName === condition.typeName;
    case 'group':
      return groups.includes(condition.group);
    case 'connected':
      return facts.connected === condition.connected;
    case 'not':
      return !holds(condition.condition, facts, groups);
    case 'all':
      return condition.conditions.every((part) => holds(part, facts, groups));
    case 'any':
      return condition.conditions.some((part) => holds(part, facts, groups));
  }
}

export interface Placed<Group> {
  readonly groups: readonly Group[];
  /** Those that it would belong to if it were in less others. */
  readonly crowdedOut: readonly Group[];
}

/** Static groups come first, then the dynamic ones by age, each of which knows the groups before it only. */
export function placed<Group extends AskingGroup>(
  facts: Facts,
  staticGroups: readonly string[],
  asking: readonly Group[],
  groupsPerThing: number,
): Placed<Group> {
  const groups: Group[] = [];
  const crowdedOut: Group[] = [];
  const names = [...staticGroups];
  const byAge = [...asking].sort((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1));
  for (const group of byAge) {
    if (!holds(group.condition, facts, names)) continue;
    if (names.length >= groupsPerThing) {
      crowdedOut.push(group);
      continue;
    }
    groups.push(group);
    names.push(group.name);
  }
  return { groups, crowdedOut };
}
