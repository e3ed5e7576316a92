import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { thingHandlers } from '../../../src/operations/thing/index.ts';
import { thingTypeHandlers } from '../../../src/operations/thing-type/index.ts';
import { listTags } from '../../../src/store/thing/tag.ts';
import { TEST_START, testContext } from '../../support/context.ts';
import { readAll } from '../../support/pages.ts';

const { CreateThingType, DescribeThingType, ListThingTypes, UpdateThingType, DeprecateThingType, DeleteThingType } =
  thingTypeHandlers;
const invalid = { name: 'InvalidRequestException' };
const notFound = { name: 'ResourceNotFoundException' };
const MINUTE = 60_000;
const context = await testContext();
const arn = (thingTypeName: string) => `arn:aws:iot:us-east-1:000000000000:thingtype/${thingTypeName}`;

describe('thing types', () => {
  let thingTypeName: string;
  let count = 0;
  beforeEach(() => {
    count += 1;
    thingTypeName = `type-${count}`;
  });
  const properties = {
    thingTypeDescription: 'A lamp',
    searchableAttributes: ['color', 'room'],
    mqtt5Configuration: {
      propagatingAttributes: [
        { userPropertyKey: 'color', thingAttribute: 'color' },
        { userPropertyKey: 'client', connectionAttribute: 'iot:ClientId' },
      ],
    },
  };
  const create = (thingTypeProperties?: Parameters<typeof CreateThingType>[1]['thingTypeProperties']) =>
    CreateThingType(context, { thingTypeName, thingTypeProperties });
  // What travels: members without a value are left out.
  const described = async () => JSON.parse(JSON.stringify(await DescribeThingType(context, { thingTypeName })));

  test('a new type is described as it was created', async () => {
    const created = await create(properties);
    const { thingTypeId } = created;
    assert.deepEqual(created, { thingTypeName, thingTypeArn: arn(thingTypeName), thingTypeId });
    assert.deepEqual(await described(), {
      thingTypeName,
      thingTypeArn: arn(thingTypeName),
      thingTypeId,
      thingTypeProperties: properties,
      thingTypeMetadata: { deprecated: false, creationDate: context.clock.now() },
    });
  });

  test('the properties are an object also when there are none', async () => {
    await create();
    assert.deepEqual((await described()).thingTypeProperties, {});
  });

  test('creating a type again gives the same type only with the same properties', async () => {
    const first = await create(properties);
    const [color, client] = properties.mqtt5Configuration.propagatingAttributes;
    assert.ok(color !== undefined && client !== undefined);
    const reordered = { thingAttribute: 'color', userPropertyKey: 'color' };
    const mqtt5Configuration = { propagatingAttributes: [reordered, client] };
    assert.deepEqual(await create({ ...properties, mqtt5Configuration }), first);
    const refused = {
      name: 'ResourceAlreadyExistsException',
      members: { resourceId: first.thingTypeId, resourceArn: arn(thingTypeName) },
    };
    await assert.rejects(create(), refused);
    await assert.rejects(create({ ...properties, thingTypeDescription: 'A lamb' }), refused);
    await assert.rejects(create({ ...properties, searchableAttributes: ['color'] }), refused);
    await assert.rejects(create({ ...properties, mqtt5Configuration: {} }), refused);
  });

  test('creations at once give one type', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(properties)));
    assert.equal(new Set(answers.map((answer) => answer.thingTypeId)).size, 1);
  });

  test('a type has at most three searchable attributes', async () => {
    const searchableAttributes = ['a', 'b', 'c', 'd'];
    await assert.rejects(create({ searchableAttributes }), invalid);
    await create({ searchableAttributes: ['a', 'b', 'c'] });
    await assert.rejects(
      UpdateThingType(context, { thingTypeName, thingTypeProperties: { searchableAttributes } }),
      invalid,
    );
  });

  test('an update replaces the given properties only', async () => {
    await create(properties);
    const update = (thingTypeProperties: typeof properties | object) =>
      UpdateThingType(context, { thingTypeName, thingTypeProperties });
    await update({ thingTypeDescription: 'Another lamp' });
    assert.deepEqual((await described()).thingTypeProperties, { ...properties, thingTypeDescription: 'Another lamp' });
    await update({ searchableAttributes: [], mqtt5Configuration: {} });
    assert.deepEqual((await described()).thingTypeProperties, {
      thingTypeDescription: 'Another lamp',
      mqtt5Configuration: {},
    });
  });

  test('a type that does not exist is not found', async () => {
    for (const ask of [DescribeThingType, UpdateThingType, DeprecateThingType, DeleteThingType]) {
      await assert.rejects(ask(context, { thingTypeName }), notFound);
    }
  });

  test('deprecating again keeps the first date, and it can be taken back', async () => {
    await create();
    await DeprecateThingType(context, { thingTypeName });
    const deprecationDate = context.clock.now();
    context.clock.advance(MINUTE);
    await DeprecateThingType(context, { thingTypeName });
    const { creationDate, ...metadata } = (await described()).thingTypeMetadata;
    assert.deepEqual(metadata, { deprecated: true, deprecationDate });
    assert.ok(creationDate >= TEST_START);
    await assert.rejects(UpdateThingType(context, { thingTypeName, thingTypeProperties: {} }), invalid);
    await DeprecateThingType(context, { thingTypeName, undoDeprecate: true });
    assert.deepEqual((await described()).thingTypeMetadata, { deprecated: false, creationDate });
  });

  test('a type can be deleted five minutes after it was deprecated, not before', async () => {
    await create();
    await assert.rejects(DeleteThingType(context, { thingTypeName }), invalid);
    await DeprecateThingType(context, { thingTypeName });
    context.clock.advance(5 * MINUTE - 1);
    await assert.rejects(DeleteThingType(context, { thingTypeName }), invalid);
    context.clock.advance(1);
    assert.deepEqual(await DeleteThingType(context, { thingTypeName }), {});
    await assert.rejects(DescribeThingType(context, { thingTypeName }), notFound);
  });

  test('a type cannot be deleted while a thing has it', async () => {
    await create();
    await thingHandlers.CreateThing(context, { thingName: 'user', thingTypeName });
    await DeprecateThingType(context, { thingTypeName });
    context.clock.advance(5 * MINUTE);
    await assert.rejects(DeleteThingType(context, { thingTypeName }), invalid);
    await thingHandlers.DeleteThing(context, { thingName: 'user' });
    await DeleteThingType(context, { thingTypeName });
  });

  test('tags are kept with the type and die with it', async () => {
    const tags = [{ Key: 'team', Value: 'blue' }];
    await CreateThingType(context, { thingTypeName, tags });
    assert.deepEqual(await listTags(context.database, arn(thingTypeName)), [{ key: 'team', value: 'blue' }]);
    await DeprecateThingType(context, { thingTypeName });
    context.clock.advance(5 * MINUTE);
    await DeleteThingType(context, { thingTypeName });
    assert.deepEqual(await listTags(context.database, arn(thingTypeName)), []);
    await assert.rejects(CreateThingType(context, { thingTypeName, tags: [...tags, ...tags] }), invalid);
    await assert.rejects(DescribeThingType(context, { thingTypeName }), notFound);
  });

  test('lists types by the beginning of their names, page by page', async () => {
    for (const name of ['list-b', 'list-a', 'list:c', 'list', 'lisu']) {
      await CreateThingType(context, { thingTypeName: name });
    }
    const names = (prefix: string) =>
      readAll(
        (page) => ListThingTypes(context, { thingTypeName: prefix, ...page }),
        (answer) => answer.thingTypes?.map((thingType) => thingType.thingTypeName),
      );
    assert.deepEqual(await names('list'), ['list', 'list-a', 'list-b', 'list:c']);
    assert.deepEqual(await names('list-'), ['list-a', 'list-b']);
    const { thingTypes } = await ListThingTypes(context, { thingTypeName: 'lisu' });
    const { thingTypeId: _, ...definition } = await DescribeThingType(context, { thingTypeName: 'lisu' });
    assert.deepEqual(thingTypes, [definition]);
    const { nextToken } = await ListThingTypes(context, { thingTypeName: 'list', maxResults: 1 });
    await assert.rejects(ListThingTypes(context, { thingTypeName: 'lis', nextToken }), invalid);
  });
});
