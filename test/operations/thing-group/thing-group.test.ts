import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { thingGroupHandlers } from '../../../src/operations/thing-group/index.ts';
import { statement } from '../../../src/store/database/database.ts';
import { listTags } from '../../../src/store/thing/tag.ts';
import { testContext } from '../../support/context.ts';
import { readAll } from '../../support/pages.ts';

const { CreateThingGroup, DescribeThingGroup, UpdateThingGroup, DeleteThingGroup, ListThingGroups } =
  thingGroupHandlers;
const invalid = { name: 'InvalidRequestException' };
const notFound = { name: 'ResourceNotFoundException' };
const conflict = { name: 'VersionConflictException' };
const context = await testContext({ quotas: { childGroups: 5 } });
const arn = (groupName: string) => `arn:aws:iot:us-east-1:000000000000:thinggroup/${groupName}`;
const makeDynamic = statement(
  'test.makeDynamic',
  "UPDATE thing_group SET query_string = 'a:1' WHERE thing_group_name = $1",
);

describe('thing groups', () => {
  let thingGroupName: string;
  let count = 0;
  beforeEach(() => {
    count += 1;
    thingGroupName = `group-${count}`;
  });
  const create = (name: string, parentGroupName?: string) =>
    CreateThingGroup(context, { thingGroupName: name, parentGroupName });
  // What travels: members without a value are left out.
  const described = async (name = thingGroupName) =>
    JSON.parse(JSON.stringify(await DescribeThingGroup(context, { thingGroupName: name })));

  test('a new group is described as it was created', async () => {
    const thingGroupProperties = {
      thingGroupDescription: 'Hall 7',
      attributePayload: { attributes: { floor: '2', empty: '' } },
    };
    const created = await CreateThingGroup(context, { thingGroupName, thingGroupProperties });
    const { thingGroupId } = created;
    assert.deepEqual(created, { thingGroupName, thingGroupArn: arn(thingGroupName), thingGroupId });
    assert.deepEqual(await described(), {
      thingGroupName,
      thingGroupId,
      thingGroupArn: arn(thingGroupName),
      version: 1,
      thingGroupProperties: { thingGroupDescription: 'Hall 7', attributePayload: { attributes: { floor: '2' } } },
      thingGroupMetadata: { creationDate: context.clock.now() },
    });
  });

  test('a nested group names its ancestors from the root to its parent, and shows no properties it has not', async () => {
    const [root, middle] = [`${thingGroupName}-root`, `${thingGroupName}-middle`];
    await create(root);
    await create(middle, root);
    await create(thingGroupName, middle);
    const { thingGroupMetadata, thingGroupProperties } = await described();
    assert.deepEqual(thingGroupProperties, {});
    assert.deepEqual(thingGroupMetadata, {
      parentGroupName: middle,
      rootToParentThingGroups: [
        { groupName: root, groupArn: arn(root) },
        { groupName: middle, groupArn: arn(middle) },
      ],
      creationDate: context.clock.now(),
    });
  });

  test('creating a group again gives the same one only with the same parent and properties', async () => {
    await create('parent');
    const properties = { thingGroupDescription: 'Hall', attributePayload: { attributes: { a: '1', b: '2' } } };
    const input = { thingGroupName, parentGroupName: 'parent', thingGroupProperties: properties };
    const first = await CreateThingGroup(context, input);
    const attributePayload = { attributes: { b: '2', a: '1' } };
    const reordered = { ...input, thingGroupProperties: { ...properties, attributePayload } };
    assert.deepEqual(await CreateThingGroup(context, reordered), first);
    const refused = {
      name: 'ResourceAlreadyExistsException',
      message: `Thing Group ${thingGroupName} already exists in current account with different properties`,
      members: { resourceId: first.thingGroupId, resourceArn: arn(thingGroupName) },
    };
    await assert.rejects(CreateThingGroup(context, { ...input, parentGroupName: undefined }), refused);
    await assert.rejects(CreateThingGroup(context, { ...input, thingGroupProperties: {} }), refused);
    await assert.rejects(create(thingGroupName, 'parent'), refused);
  });

  test('creations at once give one group', async () => {
    for (let round = 0; round < 60; round += 1) {
      const name = `${thingGroupName}-${round}`;
      const answers = await Promise.all(Array.from({ length: 8 }, () => create(name)));
      assert.equal(new Set(answers.map((answer) => answer.thingGroupId)).size, 1);
    }
  });

  test('a parent that does not exist or is dynamic is refused', async () => {
    await assert.rejects(create(thingGroupName, 'none'), notFound);
    await create('dynamic-parent');
    await context.database.query(makeDynamic, ['dynamic-parent']);
    await assert.rejects(create(thingGroupName, 'dynamic-parent'), invalid);
  });

  test('a hierarchy is at most seven levels deep', async () => {
    let parent: string | undefined;
    for (let level = 1; level <= 7; level += 1) {
      await create(`${thingGroupName}-${level}`, parent);
      parent = `${thingGroupName}-${level}`;
    }
    await assert.rejects(create(`${thingGroupName}-8`, parent), invalid);
  });

  test('a group has no more children than the quota, also when they come at once', async () => {
    await create(thingGroupName);
    const children = Array.from({ length: 9 }, (_, i) => create(`${thingGroupName}-${i}`, thingGroupName));
    const results = await Promise.allSettled(children);
    assert.equal(results.filter((result) => result.status === 'fulfilled').length, 5);
    for (const result of results) {
      if (result.status === 'rejected') assert.equal(result.reason.name, 'InvalidRequestException');
    }
  });

  test('a group has at most fifty attributes', async () => {
    const attributes = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`a${i}`, '1']));
    const thingGroupProperties = { attributePayload: { attributes } };
    await assert.rejects(CreateThingGroup(context, { thingGroupName, thingGroupProperties }), invalid);
    await create(thingGroupName);
    await assert.rejects(UpdateThingGroup(context, { thingGroupName, thingGroupProperties }), invalid);
    const { a50: _, ...fifty } = attributes;
    const fitting = { attributePayload: { attributes: fifty } };
    assert.deepEqual(await UpdateThingGroup(context, { thingGroupName, thingGroupProperties: fitting }), {
      version: 2,
    });
  });

  test('an update changes the given properties, merges attributes on request, and gives the next version', async () => {
    await create(thingGroupName);
    const update = (thingGroupProperties: Parameters<typeof UpdateThingGroup>[1]['thingGroupProperties']) =>
      UpdateThingGroup(context, { thingGroupName, thingGroupProperties });
    assert.deepEqual(await update({ thingGroupDescription: 'Hall' }), { version: 2 });
    await update({ attributePayload: { attributes: { a: '1', b: '2' } } });
    await update({ attributePayload: { attributes: { b: '', c: '3' }, merge: true } });
    assert.deepEqual((await described()).thingGroupProperties, {
      thingGroupDescription: 'Hall',
      attributePayload: { attributes: { a: '1', c: '3' } },
    });
    await update({ attributePayload: { attributes: {} } });
    assert.deepEqual((await described()).thingGroupProperties, { thingGroupDescription: 'Hall' });
  });

  test('a wrong expected version is a conflict', async () => {
    await create(thingGroupName);
    const thingGroupProperties = {};
    const wrong = { thingGroupName, thingGroupProperties, expectedVersion: 2 };
    await assert.rejects(UpdateThingGroup(context, wrong), conflict);
    assert.deepEqual(await UpdateThingGroup(context, { ...wrong, expectedVersion: 1 }), { version: 2 });
    await assert.rejects(DeleteThingGroup(context, { thingGroupName, expectedVersion: 1 }), conflict);
    await DeleteThingGroup(context, { thingGroupName, expectedVersion: 2 });
  });

  test('a group that does not exist is not found, but can be deleted', async () => {
    await assert.rejects(DescribeThingGroup(context, { thingGroupName }), notFound);
    await assert.rejects(UpdateThingGroup(context, { thingGroupName, thingGroupProperties: {} }), notFound);
    await assert.rejects(ListThingGroups(context, { parentGroup: thingGroupName }), notFound);
    await assert.rejects(ListThingGroups(context, { parentGroup: thingGroupName, recursive: false }), notFound);
    assert.deepEqual(await DeleteThingGroup(context, { thingGroupName }), {});
  });

  test('a group with children cannot be deleted', async () => {
    await create(thingGroupName);
    await create(`${thingGroupName}-child`, thingGroupName);
    await assert.rejects(DeleteThingGroup(context, { thingGroupName }), {
      ...invalid,
      message: ` Cannot delete thing group : ${thingGroupName} when there are still child groups attached to it`,
    });
    await DeleteThingGroup(context, { thingGroupName: `${thingGroupName}-child` });
    await DeleteThingGroup(context, { thingGroupName });
    await assert.rejects(DescribeThingGroup(context, { thingGroupName }), notFound);
  });

  test('a dynamic group is described with its query, and neither updated nor deleted as a static one', async () => {
    await create(thingGroupName);
    await context.database.query(
      statement(
        'test.describeDynamic',
        `UPDATE thing_group SET index_name = 'AWS_Things', query_string = 'a:1', query_version = '2017-09-30',
         status = 'ACTIVE' WHERE thing_group_name = $1`,
      ),
      [thingGroupName],
    );
    const { indexName, queryString, queryVersion, status } = await described();
    assert.deepEqual([indexName, queryString, queryVersion, status], ['AWS_Things', 'a:1', '2017-09-30', 'ACTIVE']);
    await assert.rejects(UpdateThingGroup(context, { thingGroupName, thingGroupProperties: {} }), invalid);
    await assert.rejects(DeleteThingGroup(context, { thingGroupName }), invalid);
    await assert.rejects(create(thingGroupName), { name: 'ResourceAlreadyExistsException' });
  });

  test('tags and attached policies die with the group', async () => {
    await CreateThingGroup(context, { thingGroupName, tags: [{ Key: 'site', Value: 'north' }] });
    assert.deepEqual(await listTags(context.database, arn(thingGroupName)), [{ key: 'site', value: 'north' }]);
    const attach = `WITH p AS (
        INSERT INTO policy (policy_name, default_version_id, next_version_id, created_at, modified_at, generation_id)
        VALUES ('p', 1, 2, 0, 0, '00000000-0000-0000-0000-000000000000') RETURNING policy_name
      ) INSERT INTO policy_attachment (policy_name, target, attached_at) SELECT policy_name, $1, 0 FROM p`;
    await context.database.query(statement('test.attach', attach), [arn(thingGroupName)]);
    await DeleteThingGroup(context, { thingGroupName });
    assert.deepEqual(await listTags(context.database, arn(thingGroupName)), []);
    const attachments = statement('test.attachments', 'SELECT 1 FROM policy_attachment WHERE target = $1');
    assert.deepEqual(await context.database.query(attachments, [arn(thingGroupName)]), []);
  });

  test('lists all groups, the roots, the children or the whole subtree, page by page', async () => {
    const tree: [string, string?][] = [
      ['tree'],
      ['tree-2'],
      ['tree:b', 'tree'],
      ['tree-a', 'tree'],
      ['leaf', 'tree-a'],
      ['tree-leaf', 'tree:b'],
      ['other', 'tree-2'],
    ];
    for (const [name, parent] of tree) await create(name, parent);
    const names = async (filters: Omit<Parameters<typeof ListThingGroups>[1], 'maxResults' | 'nextToken'>) => {
      const groups = await readAll(
        (page) => ListThingGroups(context, { ...filters, ...page }),
        (answer) => answer.thingGroups,
      );
      assert.ok(groups.every(({ groupName, groupArn }) => groupArn === arn(groupName ?? '')));
      return groups.map((group) => group.groupName);
    };
    const all = ['tree', 'tree-2', 'tree-a', 'tree-leaf', 'tree:b'];
    assert.deepEqual(await names({ namePrefixFilter: 'tree' }), all);
    assert.deepEqual(await names({ namePrefixFilter: 'tree', recursive: true }), all);
    assert.deepEqual(await names({ namePrefixFilter: 'tree', recursive: false }), ['tree', 'tree-2']);
    assert.deepEqual(await names({ parentGroup: 'tree', recursive: false }), ['tree-a', 'tree:b']);
    assert.deepEqual(await names({ parentGroup: 'tree' }), ['tree-a', 'leaf', 'tree:b', 'tree-leaf']);
    assert.deepEqual(await names({ parentGroup: 'tree', namePrefixFilter: 'tree' }), ['tree-a', 'tree:b', 'tree-leaf']);
    assert.deepEqual(await names({ parentGroup: 'leaf' }), []);
    const everything = await names({});
    assert.deepEqual(everything, [...everything].sort());
    assert.ok(everything.includes('leaf') && everything.includes('other'));
  });

  test('a token goes with its filters only', async () => {
    await create('token');
    await create('token-child', 'token');
    const { nextToken } = await ListThingGroups(context, { maxResults: 1 });
    assert.ok(nextToken !== undefined);
    for (const filters of [{ recursive: false }, { namePrefixFilter: 'token' }, { parentGroup: 'token' }]) {
      await assert.rejects(ListThingGroups(context, { ...filters, nextToken }), invalid);
    }
    await ListThingGroups(context, { recursive: true, nextToken });
  });
});
