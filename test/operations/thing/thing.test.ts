import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { billingGroupHandlers } from '../../../src/operations/billing-group/index.ts';
import { thingHandlers } from '../../../src/operations/thing/index.ts';
import { thingTypeHandlers } from '../../../src/operations/thing-type/index.ts';
import { statement } from '../../../src/store/database/database.ts';
import { testContext } from '../../support/context.ts';

const { CreateThing, DescribeThing, UpdateThing, DeleteThing } = thingHandlers;
const invalid = { name: 'InvalidRequestException' };
const notFound = { name: 'ResourceNotFoundException' };
const arn = (thingName: string) => `arn:aws:iot:us-east-1:000000000000:thing/${thingName}`;

/** `count` attributes named a0, a1 ... */
const numbered = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, `${i}`]));

const context = await testContext();
await thingTypeHandlers.CreateThingType(context, { thingTypeName: 'sensor' });
await thingTypeHandlers.CreateThingType(context, { thingTypeName: 'old' });
await billingGroupHandlers.CreateBillingGroup(context, { billingGroupName: 'north' });

describe('things', () => {
  let thingName: string;
  let count = 0;
  beforeEach(() => {
    count += 1;
    thingName = `thing-${count}`;
  });
  const create = (attributes: Record<string, string> = {}, thingTypeName?: string) =>
    CreateThing(context, { thingName, thingTypeName, attributePayload: { attributes } });
  const attributesNow = async () => (await DescribeThing(context, { thingName })).attributes;

  test('a new thing is described as it was created', async () => {
    const created = await CreateThing(context, {
      thingName,
      thingTypeName: 'sensor',
      billingGroupName: 'north',
      attributePayload: { attributes: { color: 'red' } },
    });
    assert.deepEqual(created, { thingName, thingArn: arn(thingName), thingId: created.thingId });
    assert.deepEqual(await DescribeThing(context, { thingName }), {
      defaultClientId: thingName,
      thingName,
      thingId: created.thingId,
      thingArn: arn(thingName),
      thingTypeName: 'sensor',
      attributes: { color: 'red' },
      version: 1,
      billingGroupName: 'north',
    });
  });

  test('a thing without anything has version 1, empty attributes, and neither type nor billing group', async () => {
    await CreateThing(context, { thingName });
    const { attributes, version, thingTypeName, billingGroupName } = await DescribeThing(context, { thingName });
    assert.deepEqual(
      { attributes, version, thingTypeName, billingGroupName },
      {
        attributes: {},
        version: 1,
        thingTypeName: undefined,
        billingGroupName: undefined,
      },
    );
  });

  test('describing or updating a thing that does not exist is not found', async () => {
    await assert.rejects(DescribeThing(context, { thingName }), notFound);
    await assert.rejects(UpdateThing(context, { thingName }), notFound);
  });

  test('creating a thing again with the same properties gives the same thing, whatever the order', async () => {
    const first = await create({ color: 'red', size: 'xl', empty: '' });
    assert.deepEqual(await create({ size: 'xl', color: 'red' }), first);
  });

  test('creating a thing again with other properties is refused and names the thing', async () => {
    const { thingId } = await create({ color: 'red' });
    const refused = {
      name: 'ResourceAlreadyExistsException',
      members: { resourceId: thingId, resourceArn: arn(thingName) },
    };
    await assert.rejects(create({ color: 'blue' }), refused);
    await assert.rejects(create({ color: 'red', size: 'xl' }), refused);
    await assert.rejects(create({ color: 'red' }, 'sensor'), refused);
    await assert.rejects(
      CreateThing(context, {
        thingName,
        billingGroupName: 'north',
        attributePayload: { attributes: { color: 'red' } },
      }),
      refused,
    );
  });

  test('two creations at once give one thing', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => create({ color: 'red' })));
    assert.equal(new Set(answers.map((answer) => answer.thingId)).size, 1);
  });

  test('of two different creations at once one is refused', async () => {
    const results = await Promise.allSettled([create({ color: 'red' }), create({ color: 'blue' })]);
    const refused = results.filter((result) => result.status === 'rejected');
    assert.deepEqual(
      refused.map((result) => result.reason.name),
      ['ResourceAlreadyExistsException'],
    );
  });

  test('a type or billing group that does not exist is not found', async () => {
    await assert.rejects(CreateThing(context, { thingName, thingTypeName: 'none' }), notFound);
    await assert.rejects(CreateThing(context, { thingName, billingGroupName: 'none' }), notFound);
    await create();
    await assert.rejects(UpdateThing(context, { thingName, thingTypeName: 'none' }), notFound);
  });

  test('a deprecated type is refused in the words of the service, but stays with things that have it', async () => {
    await create({}, 'old');
    await thingTypeHandlers.DeprecateThingType(context, { thingTypeName: 'old' });
    await assert.rejects(CreateThing(context, { thingName: 'late', thingTypeName: 'old' }), {
      ...invalid,
      message: 'Can not create new thing with depreated thing type:old',
    });
    await CreateThing(context, { thingName: 'untyped' });
    await assert.rejects(UpdateThing(context, { thingName: 'untyped', thingTypeName: 'old' }), {
      ...invalid,
      message: 'Can not update a thing to use deprecated thing type: old',
    });
    assert.equal((await DescribeThing(context, { thingName })).thingTypeName, 'old');
  });

  test('three attributes fit without a type and fifty with one', async () => {
    await assert.rejects(create(numbered(4)), invalid);
    await assert.rejects(create(numbered(51), 'sensor'), invalid);
    await create(numbered(50), 'sensor');
    await assert.rejects(
      UpdateThing(context, { thingName, attributePayload: { attributes: { more: '1' }, merge: true } }),
      invalid,
    );
  });

  test('the attributes of a thing have at most 47 KB in all', async () => {
    const values = (length: number) =>
      Object.fromEntries(Array.from({ length: 48 }, (_, i) => [`name-${i}`.padEnd(203, 'x'), 'v'.repeat(length)]));
    await assert.rejects(create(values(800), 'sensor'), invalid);
    await create(values(799), 'sensor');
  });

  test('an update replaces the attributes, or merges them, and an empty value removes one', async () => {
    await create({ color: 'red', size: 'xl' });
    const update = (attributes: Record<string, string>, merge?: boolean) =>
      UpdateThing(context, { thingName, attributePayload: { attributes, merge } });
    await update({ size: 's', color: '' }, true);
    assert.deepEqual(await attributesNow(), { size: 's' });
    await update({ weight: '5' }, true);
    assert.deepEqual(await attributesNow(), { size: 's', weight: '5' });
    await update({ color: 'blue', size: '' });
    assert.deepEqual(await attributesNow(), { color: 'blue' });
    await update({});
    assert.deepEqual(await attributesNow(), {});
  });

  test('an attribute may be called like a member of every object', async () => {
    const attributes = JSON.parse('{"__proto__": "1", "constructor": "2"}');
    const first = await create(attributes);
    assert.deepEqual(await create(attributes), first);
    assert.deepEqual(Object.entries((await attributesNow()) ?? {}).sort(), Object.entries(attributes).sort());
  });

  test('the version grows only with a change', async () => {
    await create({ color: 'red' });
    await UpdateThing(context, { thingName });
    await UpdateThing(context, { thingName, attributePayload: { attributes: { color: 'red' } } });
    assert.equal((await DescribeThing(context, { thingName })).version, 1);
    await UpdateThing(context, { thingName, thingTypeName: 'sensor' });
    assert.equal((await DescribeThing(context, { thingName })).version, 2);
  });

  test('an expected version that is not the present one is a conflict; 0 expects nothing', async () => {
    await create();
    const conflict = { name: 'VersionConflictException' };
    await assert.rejects(UpdateThing(context, { thingName, thingTypeName: 'sensor', expectedVersion: 2 }), conflict);
    await UpdateThing(context, { thingName, thingTypeName: 'sensor', expectedVersion: 1 });
    await assert.rejects(DeleteThing(context, { thingName, expectedVersion: 1 }), conflict);
    await UpdateThing(context, { thingName, removeThingType: true, expectedVersion: 0 });
    await DeleteThing(context, { thingName, expectedVersion: 3 });
    await assert.rejects(DescribeThing(context, { thingName }), notFound);
  });

  test('the type can be removed, not together with a new one, and not from more than three attributes', async () => {
    await create(numbered(4), 'sensor');
    await assert.rejects(UpdateThing(context, { thingName, thingTypeName: 'sensor', removeThingType: true }), invalid);
    await assert.rejects(UpdateThing(context, { thingName, removeThingType: true }), invalid);
    await UpdateThing(context, { thingName, removeThingType: true, attributePayload: { attributes: numbered(3) } });
    assert.equal((await DescribeThing(context, { thingName })).thingTypeName, undefined);
  });

  test('deleting a thing that does not exist succeeds', async () => {
    assert.deepEqual(await DeleteThing(context, { thingName, expectedVersion: 7 }), {});
  });

  test('a thing with a principal cannot be deleted', async () => {
    await create();
    const attach = "INSERT INTO thing_principal VALUES ($1, 'arn:aws:iot:us-east-1:000000000000:cert/1', 'X')";
    await context.database.query(statement('test.attach', attach), [thingName]);
    await assert.rejects(DeleteThing(context, { thingName }), {
      ...invalid,
      message: `Cannot delete. Thing ${thingName} is still attached to one or more principals`,
    });
  });

  test('a thing that is created again has a new id and starts anew', async () => {
    const first = await create({ color: 'red' });
    await UpdateThing(context, { thingName, attributePayload: { attributes: { color: 'blue' } } });
    await DeleteThing(context, { thingName });
    const second = await create({ color: 'red' });
    assert.notEqual(second.thingId, first.thingId);
    assert.equal((await DescribeThing(context, { thingName })).version, 1);
  });
});
