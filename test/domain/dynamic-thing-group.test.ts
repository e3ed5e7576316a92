import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byAge, type DynamicGroup, placeThing } from '../../src/domain/dynamic-thing-group.ts';
import { parseQuery } from '../../src/domain/query/parse.ts';
import type { PlacedGroup } from '../../src/domain/thing-group.ts';

const group = (thingGroupName: string, isDynamic: boolean, createdAt = 0): PlacedGroup => ({
  thingGroupId: `id of ${thingGroupName}`,
  thingGroupName,
  path: `${thingGroupName}/`,
  isDynamic,
  createdAt,
});
const dynamic = (name: string, createdAt: number, query: string): DynamicGroup => ({
  ...group(name, true, createdAt),
  query: parseQuery(query, { maximumTerms: 5 }),
});
const fixed = (count: number) => Array.from({ length: count }, (_, i) => group(`static${i}`, false));

function place(present: readonly PlacedGroup[], groups: readonly DynamicGroup[], billingGroupName?: string) {
  const document = { thingName: 'lamp', thingId: '1', thingGroupNames: ['stale'], attributes: { a: 'x' } };
  const { join, leave, crowdedOut } = placeThing({ document, billingGroupName, groups: present }, byAge(groups), 10);
  const names = (list: readonly PlacedGroup[]) => list.map(({ thingGroupName }) => thingGroupName);
  return { join: names(join), leave: names(leave), crowdedOut: names(crowdedOut) };
}

test('a thing joins what it matches and leaves what it does not match any more', () => {
  const lamps = dynamic('lamps', 1, 'thingName:lamp');
  const others = dynamic('others', 2, 'NOT thingName:lamp');
  assert.deepEqual(place([], [lamps, others]), { join: ['lamps'], leave: [], crowdedOut: [] });
  assert.deepEqual(place([lamps, ...fixed(1)], [lamps, others]), { join: [], leave: [], crowdedOut: [] });
  assert.deepEqual(place([others, ...fixed(1)], [lamps, others]), {
    join: ['lamps'],
    leave: ['others'],
    crowdedOut: [],
  });
});

test('a thing in ten groups of which none is dynamic joins no other', () => {
  const lamps = dynamic('lamps', 1, '*');
  assert.deepEqual(place(fixed(9), [lamps]), { join: ['lamps'], leave: [], crowdedOut: [] });
  assert.deepEqual(place(fixed(10), [lamps]), { join: [], leave: [], crowdedOut: ['lamps'] });
});

test('a thing in ten groups joins an older dynamic group and leaves its youngest, but joins no younger one', () => {
  const old = dynamic('old', 1, '*');
  const middle = dynamic('middle', 2, '*');
  const young = dynamic('young', 3, '*');
  const present = [...fixed(8), middle, young];
  assert.deepEqual(place(present, [old, middle, young]), { join: ['old'], leave: ['young'], crowdedOut: ['young'] });
  assert.deepEqual(place([...fixed(8), old, middle], [young, middle, old]), {
    join: [],
    leave: [],
    crowdedOut: ['young'],
  });
});

test('a query sees static groups, the billing group and older dynamic groups, so that no group depends on itself', () => {
  const isIn = (name: string, createdAt: number, query: string) => dynamic(name, createdAt, `thingGroupNames:${query}`);
  assert.deepEqual(place(fixed(1), [isIn('a', 1, 'static0'), isIn('b', 2, 'a'), isIn('c', 3, 'paid')], 'paid').join, [
    'a',
    'b',
    'c',
  ]);
  const never = dynamic('never', 1, 'NOT thingGroupNames:never');
  assert.deepEqual(place([], [never]).join, ['never']);
  assert.deepEqual(place([never], [never]), { join: [], leave: [], crowdedOut: [] });
  const first = dynamic('first', 1, 'NOT thingGroupNames:second');
  const second = dynamic('second', 2, 'thingGroupNames:first');
  assert.deepEqual(place([first, second], [first, second]), { join: [], leave: [], crowdedOut: [] });
  assert.deepEqual(place([], [isIn('stale-query', 1, 'stale')]).join, []);
});

test('of two groups of the same moment the one that comes first by name counts as older', () => {
  const [a, b] = [dynamic('a', 1, '*'), dynamic('b', 1, '*')];
  assert.deepEqual(place(fixed(9), [b, a]).join, ['a']);
});
