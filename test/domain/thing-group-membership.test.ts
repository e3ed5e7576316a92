import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlacedGroup } from '../../src/domain/thing-group.ts';
import { decideMembership, type MembershipRequest } from '../../src/domain/thing-group-membership.ts';

/** A group with this path, for example `plant/hall/`. */
function group(path: string, isDynamic = false, createdAt = 0): PlacedGroup {
  return { thingGroupId: path, thingGroupName: path.split('/').at(-2) ?? '', path, isDynamic, createdAt };
}

function decide(request: Partial<MembershipRequest>) {
  const defaults = { present: [], remove: [], add: [], overrideDynamicGroups: false, groupsPerThing: 2 };
  const { leave, join } = decideMembership({ ...defaults, ...request });
  return { leave: leave.map(({ path }) => path), join: join.map(({ path }) => path) };
}

const invalid = { name: 'InvalidRequestException' };

test('what is already so has no effect', () => {
  const present = [group('a/')];
  assert.deepEqual(decide({ present, add: [group('a/')], remove: [group('b/')] }), { leave: [], join: [] });
  assert.deepEqual(decide({ add: [group('b/'), group('b/')] }), { leave: [], join: ['b/'] });
});

test('removals make room for additions', () => {
  const present = [group('a/x/'), group('b/')];
  const decision = decide({ present, remove: [group('a/x/')], add: [group('a/y/')] });
  assert.deepEqual(decision, { leave: ['a/x/'], join: ['a/y/'] });
});

test('two additions in one hierarchy are refused, names that merely begin alike are not', () => {
  assert.throws(() => decide({ add: [group('a/'), group('a/x/')] }), invalid);
  assert.deepEqual(decide({ add: [group('a/'), group('a-x/')] }), { leave: [], join: ['a/', 'a-x/'] });
});

test('a full thing joins only if a dynamic group may yield, the youngest first', () => {
  const present = [group('old/', true, 1), group('young/', true, 2)];
  assert.throws(() => decide({ present, add: [group('a/')] }), invalid);
  assert.deepEqual(decide({ present, add: [group('a/')], overrideDynamicGroups: true }), {
    leave: ['young/'],
    join: ['a/'],
  });
  const two = [group('a/'), group('b/')];
  assert.deepEqual(decide({ present, add: two, overrideDynamicGroups: true }), {
    leave: ['young/', 'old/'],
    join: ['a/', 'b/'],
  });
  const three = [...two, group('c/')];
  assert.throws(() => decide({ present, add: three, overrideDynamicGroups: true }), invalid);
});

test('of dynamic groups that were created together the one that is the younger by name yields, as everywhere', () => {
  for (const names of [
    ['rest/', 'online/'],
    ['online/', 'rest/'],
  ]) {
    const present = names.map((name) => group(name, true, 1));
    const { leave } = decide({ present, add: [group('a/')], overrideDynamicGroups: true });
    assert.deepEqual(leave, ['rest/']);
  }
});

test('a dynamic group is neither joined nor left on request', () => {
  assert.throws(() => decide({ add: [group('d/', true)] }), invalid);
  assert.throws(() => decide({ present: [group('d/', true)], remove: [group('d/', true)] }), invalid);
});
