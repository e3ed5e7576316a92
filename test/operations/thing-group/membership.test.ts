import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { thingHandlers } from '../../../src/operations/thing/index.ts';
import { thingGroupHandlers } from '../../../src/operations/thing-group/index.ts';
import { statement } from '../../../src/store/database/database.ts';
import { testContext } from '../../support/context.ts';
import { clearOrphans } from '../../support/orphaned-members.ts';
import { readAll } from '../../support/pages.ts';

const {
  CreateThingGroup,
  DeleteThingGroup,
  AddThingToThingGroup,
  RemoveThingFromThingGroup,
  ListThingsInThingGroup,
  ListThingGroupsForThing,
  UpdateThingGroupsForThing,
} = thingGroupHandlers;
const invalid = { name: 'InvalidRequestException' };
const notFound = { name: 'ResourceNotFoundException' };
const context = await testContext();
const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
const makeDynamic = statement(
  'test.makeDynamic',
  "UPDATE thing_group SET query_string = 'a:1' WHERE thing_group_name = $1",
);
const join = statement(
  'test.join',
  'INSERT INTO thing_group_member SELECT thing_group_id, $2, 0 FROM thing_group WHERE thing_group_name = $1',
);

describe('membership in thing groups', () => {
  let thingName: string;
  let prefix: string;
  let count = 0;
  beforeEach(async () => {
    count += 1;
    thingName = `thing-${count}`;
    prefix = `g${count}`;
    await thingHandlers.CreateThing(context, { thingName });
  });
  const group = async (name: string, parentGroupName?: string) => {
    await CreateThingGroup(context, { thingGroupName: name, parentGroupName });
    return name;
  };
  const dynamicGroup = async (name: string) => {
    await context.database.query(makeDynamic, [await group(name)]);
    await context.database.query(join, [name, thingName]);
    context.clock.advance(1);
    return name;
  };
  const add = (thingGroupName: string, overrideDynamicGroups?: boolean) =>
    AddThingToThingGroup(context, { thingGroupName, thingName, overrideDynamicGroups });
  const remove = (thingGroupName: string) => RemoveThingFromThingGroup(context, { thingGroupName, thingName });
  const groups = async () =>
    (await ListThingGroupsForThing(context, { thingName })).thingGroups?.map(({ groupName }) => groupName);

  test('a thing joins and leaves a group, each also twice without effect', async () => {
    await group(prefix);
    assert.deepEqual(await add(prefix), {});
    await add(prefix);
    assert.deepEqual(await ListThingGroupsForThing(context, { thingName }), {
      thingGroups: [{ groupName: prefix, groupArn: arn(`thinggroup/${prefix}`) }],
      nextToken: undefined,
    });
    assert.deepEqual(await ListThingsInThingGroup(context, { thingGroupName: prefix }), {
      things: [thingName],
      nextToken: undefined,
    });
    assert.deepEqual(await remove(prefix), {});
    await remove(prefix);
    assert.deepEqual(await groups(), []);
  });

  test('thing and group may be given by their ARNs', async () => {
    await group(prefix);
    const byArn = { thingGroupArn: arn(`thinggroup/${prefix}`), thingArn: arn(`thing/${thingName}`) };
    await AddThingToThingGroup(context, byArn);
    assert.deepEqual(await groups(), [prefix]);
    await RemoveThingFromThingGroup(context, { ...byArn, thingGroupName: prefix, thingName });
    assert.deepEqual(await groups(), []);
    await assert.rejects(AddThingToThingGroup(context, { ...byArn, thingGroupName: 'other' }), invalid);
  });

  test('a group or a thing that is not given is refused in the words of the service', async () => {
    for (const ask of [AddThingToThingGroup, RemoveThingFromThingGroup]) {
      await assert.rejects(ask(context, { thingName }), {
        ...invalid,
        message: ' Both thingGroupArn and thingGroupName are empty. Need to specify at least one of them',
      });
      await assert.rejects(ask(context, { thingGroupName: prefix }), {
        ...invalid,
        message: 'Both thingArn and thingName are empty. Need to specify at least one of them',
      });
    }
    await assert.rejects(UpdateThingGroupsForThing(context, { thingGroupsToAdd: [] }), invalid);
  });

  test('a group or a thing that does not exist is not found', async () => {
    await assert.rejects(add('none'), notFound);
    await assert.rejects(remove('none'), notFound);
    await assert.rejects(
      AddThingToThingGroup(context, { thingGroupName: await group(prefix), thingName: 'x' }),
      notFound,
    );
    await assert.rejects(ListThingGroupsForThing(context, { thingName: 'none' }), notFound);
    await assert.rejects(ListThingsInThingGroup(context, { thingGroupName: 'none' }), notFound);
  });

  test('things cannot join or leave a dynamic group on request', async () => {
    const dynamic = await dynamicGroup(prefix);
    await assert.rejects(add(dynamic), invalid);
    await assert.rejects(remove(dynamic), invalid);
    assert.deepEqual(await groups(), [dynamic]);
  });

  test('a thing is in at most ten groups', async () => {
    for (let i = 0; i < 10; i += 1) await add(await group(`${prefix}-${i}`));
    await group(`${prefix}-more`);
    await assert.rejects(add(`${prefix}-more`), invalid);
    await assert.rejects(add(`${prefix}-more`, true), invalid);
    await add(`${prefix}-3`);
  });

  test('of many joins at once only as many succeed as the quota allows', async () => {
    const names = Array.from({ length: 14 }, (_, i) => `${prefix}-${i}`);
    for (const name of names) await group(name);
    const results = await Promise.allSettled(names.map((name) => add(name)));
    assert.equal(results.filter((result) => result.status === 'fulfilled').length, 10);
    assert.equal((await groups())?.length, 10);
  });

  test('the youngest dynamic group yields to a static one on request', async () => {
    const [older, younger] = [await dynamicGroup(`${prefix}-older`), await dynamicGroup(`${prefix}-younger`)];
    for (let i = 0; i < 8; i += 1) await add(await group(`${prefix}-${i}`));
    await group(`${prefix}-8`);
    await assert.rejects(add(`${prefix}-8`), invalid);
    await add(`${prefix}-8`, true);
    const present = (await groups()) ?? [];
    assert.ok(present.includes(older) && present.includes(`${prefix}-8`));
    assert.ok(!present.includes(younger));
    assert.equal(present.length, 10);
  });

  test('a thing is in one group of a hierarchy', async () => {
    const root = await group(`${prefix}-root`);
    const left = await group(`${prefix}-left`, root);
    const right = await group(`${prefix}-right`, root);
    const leaf = await group(`${prefix}-leaf`, left);
    await add(left);
    for (const relative of [root, right, leaf]) await assert.rejects(add(relative), invalid);
    await remove(left);
    await add(leaf);
    for (const relative of [root, left, right]) await assert.rejects(add(relative), invalid);
  });

  test('of many joins at once only one succeeds in each hierarchy', async () => {
    const root = await group(`${prefix}-root`);
    const names = [root];
    for (let i = 0; i < 5; i += 1) names.push(await group(`${prefix}-${i}`, root));
    const results = await Promise.allSettled(names.map((name) => add(name)));
    assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
    assert.equal((await groups())?.length, 1);
  });

  test('one call moves a thing inside a hierarchy', async () => {
    const root = await group(`${prefix}-root`);
    const [left, right] = [await group(`${prefix}-left`, root), await group(`${prefix}-right`, root)];
    await add(left);
    const move = { thingName, thingGroupsToRemove: [left, left], thingGroupsToAdd: [right, right] };
    assert.deepEqual(await UpdateThingGroupsForThing(context, move), {});
    assert.deepEqual(await groups(), [right]);
    await UpdateThingGroupsForThing(context, move);
    assert.deepEqual(await groups(), [right]);
  });

  test('a change of several groups happens as a whole or not at all', async () => {
    const [one, two] = [await group(`${prefix}-1`), await group(`${prefix}-2`)];
    await add(one);
    const wrong = { thingName, thingGroupsToRemove: [one], thingGroupsToAdd: [two, 'none'] };
    await assert.rejects(UpdateThingGroupsForThing(context, wrong), notFound);
    assert.deepEqual(await groups(), [one]);
    const dynamic = await dynamicGroup(`${prefix}-dynamic`);
    await assert.rejects(UpdateThingGroupsForThing(context, { ...wrong, thingGroupsToAdd: [two, dynamic] }), invalid);
    assert.deepEqual(await groups(), [one, dynamic]);
    assert.deepEqual(await UpdateThingGroupsForThing(context, { thingName }), {});
  });

  test('lists the groups of a thing page by page', async () => {
    const names = ['d', 'a', 'C', 'b'].map((name) => `${prefix}-${name}`);
    for (const name of names) await add(await group(name));
    const listed = await readAll(
      (page) => ListThingGroupsForThing(context, { thingName, ...page }),
      (answer) => answer.thingGroups?.map(({ groupName }) => groupName),
    );
    assert.deepEqual(listed, names.sort());
    const { nextToken } = await ListThingGroupsForThing(context, { thingName, maxResults: 1 });
    await assert.rejects(ListThingGroupsForThing(context, { thingName: 'thing-1', nextToken }), invalid);
  });

  test('lists the things of a group, or of a whole subtree, page by page', async () => {
    const root = await group(prefix);
    const lookalike = await group(`${prefix}-x`);
    const tree: [string, string][] = [
      [`${prefix}-a`, root],
      [`${prefix}-b`, root],
      [`${prefix}-c`, root],
      [`${prefix}-aa`, `${prefix}-a`],
      [`${prefix}-empty`, `${prefix}-c`],
    ];
    for (const [name, parent] of tree) await group(name, parent);
    const homes: [string, string[]][] = [
      [root, ['r2', 'r1', 'R3']],
      [`${prefix}-aa`, ['z', 'y']],
      [`${prefix}-b`, ['m', 'a', 'n', 'k']],
      [lookalike, ['stranger']],
    ];
    for (const [thingGroupName, names] of homes) {
      for (const name of names) {
        await thingHandlers.CreateThing(context, { thingName: `${prefix}${name}` });
        await AddThingToThingGroup(context, { thingGroupName, thingName: `${prefix}${name}` });
      }
    }
    const things = (thingGroupName: string, recursive: boolean, sizes?: number[]) =>
      readAll(
        (page) => ListThingsInThingGroup(context, { thingGroupName, recursive, ...page }),
        (answer) => answer.things?.map((name) => name.slice(prefix.length)),
        sizes,
      );
    assert.deepEqual(await things(root, false), ['R3', 'r1', 'r2']);
    const all = ['R3', 'r1', 'r2', 'y', 'z', 'a', 'k', 'm', 'n'];
    for (const sizes of [[1], [2], [3], [1, 4], [250]]) assert.deepEqual(await things(root, true, sizes), all);
    assert.deepEqual(await things(`${prefix}-a`, true), ['y', 'z']);
    assert.deepEqual(await things(`${prefix}-c`, true, [1]), []);
    const { nextToken } = await ListThingsInThingGroup(context, { thingGroupName: root, maxResults: 1 });
    const other = { thingGroupName: root, recursive: true, nextToken };
    await assert.rejects(ListThingsInThingGroup(context, other), invalid);
  });

  test('members of a deleted group never show or count again, and are cleared in chunks', async () => {
    for (let i = 0; i < 10; i += 1) await add(await group(`${prefix}-${i}`));
    const gone = `${prefix}-0`;
    for (const name of ['x', 'y']) {
      await thingHandlers.CreateThing(context, { thingName: prefix + name });
      await AddThingToThingGroup(context, { thingGroupName: gone, thingName: prefix + name });
    }
    await DeleteThingGroup(context, { thingGroupName: gone });
    assert.equal((await groups())?.length, 9);
    await group(gone);
    assert.deepEqual((await ListThingsInThingGroup(context, { thingGroupName: gone })).things, []);
    await add(gone);
    const stored = statement('test.stored', 'SELECT count(*) AS members FROM thing_group_member');
    const membersStored = async () => (await context.database.query<{ members: number }>(stored))[0]?.members ?? 0;
    const clear = (limit: number) => clearOrphans(context.database, limit);
    while (await clear(1000)) {
      // Groups that other tests deleted.
    }
    const shown = await membersStored();
    await DeleteThingGroup(context, { thingGroupName: gone });
    assert.equal(await membersStored(), shown);
    assert.equal(await clear(1), true);
    assert.equal(await membersStored(), shown - 1);
    assert.equal(await clear(1), true);
    assert.equal(await clear(1), false);
  });

  test('a deleted thing leaves its groups', async () => {
    await add(await group(prefix));
    await thingHandlers.DeleteThing(context, { thingName });
    assert.deepEqual((await ListThingsInThingGroup(context, { thingGroupName: prefix })).things, []);
    await thingHandlers.CreateThing(context, { thingName });
    assert.deepEqual(await groups(), []);
  });

  test('joining a group while it is deleted leaves no member behind', async () => {
    await group(prefix);
    const [joined, deleted] = await Promise.allSettled([
      add(prefix),
      DeleteThingGroup(context, { thingGroupName: prefix }),
    ]);
    assert.equal(deleted.status, 'fulfilled');
    if (joined.status === 'rejected') assert.equal(joined.reason.name, 'ResourceNotFoundException');
    while (await clearOrphans(context.database, 1000)) {
      // Until nothing is left.
    }
    const stored = statement('test.ofThing', 'SELECT 1 FROM thing_group_member WHERE thing_name = $1');
    assert.deepEqual(await context.database.query(stored, [thingName]), []);
  });
});
