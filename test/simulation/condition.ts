/**
 * What a dynamic group asks of things, as data: written down as a query here, and evaluated by the model in its own
 * way.
 */
import type { Chance } from './random.ts';

export type Condition =
  | { readonly kind: 'attribute'; readonly name: string; readonly value: string }
  | { readonly kind: 'beginning'; readonly name: string; readonly beginning: string }
  | { readonly kind: 'any value'; readonly name: string }
  | { readonly kind: 'above'; readonly name: string; readonly bound: number }
  | { readonly kind: 'between'; readonly name: string; readonly lowest: number; readonly highest: number }
  | { readonly kind: 'type'; readonly typeName: string }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'connected'; readonly connected: boolean }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'all' | 'any'; readonly conditions: readonly Condition[] };

/** The query that says the same (docs/service/fleet-index.md#the-grammar-of-queries). */
export function queryOf(condition: Condition): string {
  switch (condition.kind) {
    case 'attribute':
      return `attributes.${condition.name}:${condition.value}`;
    case 'beginning':
      return `attributes.${condition.name}:${condition.beginning}*`;
    case 'any value':
      return `attributes.${condition.name}:*`;
    case 'above':
      return `attributes.${condition.name}>${condition.bound}`;
    case 'between':
      return `attributes.${condition.name}:[${condition.lowest} TO ${condition.highest}]`;
    case 'type':
      return `thingTypeName:${condition.typeName}`;
    case 'group':
      return `thingGroupNames:${condition.group}`;
    case 'connected':
      return `connectivity.connected:${condition.connected}`;
    case 'not':
      return `NOT (${queryOf(condition.condition)})`;
    default: {
      const parts = condition.conditions.map((part) => `(${queryOf(part)})`);
      return parts.join(condition.kind === 'all' ? ' AND ' : ' OR ');
    }
  }
}

export const thingTypes = ['pump', 'valve'] as const;
const zones = ['north', 'north-2', 'south'] as const;

/** Attributes of a thing; some levels are no numbers. */
export function randomAttributes(dice: Chance): Record<string, string> {
  return {
    ...(dice.happens(0.8) ? { zone: dice.one(zones) } : {}),
    ...(dice.happens(0.7)
      ? { level: dice.one(['high', ...Array.from({ length: 9 }, (_, level) => String(level))]) }
      : {}),
  };
}

/** A condition about what changes in a run; values are compared without case. */
export function randomCondition(dice: Chance, groups: readonly string[]): Condition {
  const term = () => randomTerm(dice, groups);
  const shape = dice.weighted({ term: 45, not: 15, all: 25, any: 15 });
  switch (shape) {
    case 'term':
      return term();
    case 'not':
      return { kind: 'not', condition: term() };
    default:
      return { kind: shape, conditions: [term(), dice.happens(0.2) ? { kind: 'not', condition: term() } : term()] };
  }
}

function randomTerm(dice: Chance, groups: readonly string[]): Condition {
  const kind = dice.weighted({ connected: 40, group: 20, property: 50 });
  switch (kind) {
    case 'connected':
      return { kind, connected: dice.happens(0.8) };
    case 'group':
      return { kind, group: dice.one(groups) };
    case 'property':
      return randomPropertyCondition(dice);
  }
}

/** A condition about what operators say of a thing. */
export function randomPropertyCondition(dice: Chance): Condition {
  const kind = dice.weighted({ attribute: 12, beginning: 6, 'any value': 5, above: 8, between: 8, type: 10 });
  switch (kind) {
    case 'attribute':
      return { kind, name: 'zone', value: dice.one([...zones, 'SOUTH']) };
    case 'beginning':
      return { kind, name: 'zone', beginning: dice.one(['no', 'North-', 's']) };
    case 'any value':
      return { kind, name: dice.one(['zone', 'level']) };
    case 'above':
      return { kind, name: 'level', bound: dice.whole(0, 8) };
    case 'between':
      return { kind, name: 'level', lowest: dice.whole(0, 4), highest: dice.whole(3, 8) };
    case 'type':
      return { kind, typeName: dice.one(thingTypes) };
  }
}
