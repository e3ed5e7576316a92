/**
 * What the fleet index knows of things and thing groups, under which field names and words
 * (docs/service/fleet-index.md#which-fields-there-are).
 */
import type { Attributes } from './attributes.ts';
import { type Fields, numberOf, wordsOf } from './query/query.ts';

export const thingIndexName = 'AWS_Things';
export const thingGroupIndexName = 'AWS_ThingGroups';
export const queryVersion = '2017-09-30';

/** The last time that a device connected or disconnected; without a time it was never seen. */
export interface Connectivity {
  readonly connected: boolean;
  readonly timestamp?: number | undefined;
  readonly disconnectReason?: string | undefined;
}

/** A thing as the index knows it. */
export interface ThingDocument {
  readonly thingName: string;
  readonly thingId: string;
  readonly thingTypeName?: string | undefined;
  /** The groups that it is a direct member of, static and dynamic, and its billing group. */
  readonly thingGroupNames: readonly string[];
  readonly attributes: Attributes;
  /** Present only while connectivity is indexed. */
  readonly connectivity?: Connectivity | undefined;
}

/** A group as the index knows it. */
export interface ThingGroupDocument {
  readonly thingGroupName: string;
  readonly thingGroupId: string;
  readonly description: string | undefined;
  readonly attributes: Attributes;
  /** From the root to the parent. */
  readonly parentGroupNames: readonly string[];
}

/** The searchable fields of a thing. No value contains white space, so each value is one word. */
export function fieldsOfThing(thing: ThingDocument): Fields {
  const { connectivity } = thing;
  return fieldsOf({
    thingName: [thing.thingName],
    thingId: [thing.thingId],
    thingTypeName: present(thing.thingTypeName),
    thingGroupNames: thing.thingGroupNames,
    ...attributeFields(thing.attributes),
    'connectivity.connected': present(connectivity?.connected),
    'connectivity.timestamp': present(connectivity?.timestamp),
    'connectivity.disconnectReason': present(connectivity?.disconnectReason),
  });
}

/** The searchable fields of a group. */
export function fieldsOfThingGroup(group: ThingGroupDocument): Fields {
  return fieldsOf({
    thingGroupName: [group.thingGroupName],
    thingGroupId: [group.thingGroupId],
    description: present(group.description),
    parentGroupNames: group.parentGroupNames,
    ...attributeFields(group.attributes),
  });
}

/** An entry of the index: a word of a field, or its numeric value. */
export interface IndexTerm {
  readonly field: string;
  readonly term: string | number;
}

/** The entries under which a thing is found. */
export function termsOf(thing: ThingDocument): readonly IndexTerm[] {
  const terms: IndexTerm[] = [];
  for (const [field, values] of fieldsOfThing(thing)) {
    for (const word of values.flatMap(wordsOf)) {
      terms.push({ field, term: word });
      const number = numberOf(word);
      if (number !== undefined) terms.push({ field, term: number });
    }
  }
  return terms;
}

function fieldsOf(fields: Readonly<Record<string, readonly string[]>>): Fields {
  return new Map(Object.entries(fields).filter(([, values]) => values.length > 0));
}

function attributeFields(attributes: Attributes): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`attributes.${name}`, [value]]));
}

function present(value: string | number | boolean | undefined): readonly string[] {
  return value === undefined ? [] : [String(value)];
}
