import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { billingGroupHandlers } from '../../../src/operations/billing-group/index.ts';
import { thingHandlers } from '../../../src/operations/thing/index.ts';
import { listTags } from '../../../src/store/thing/tag.ts';
import { testContext } from '../../support/context.ts';
import { readAll } from '../../support/pages.ts';

const {
  CreateBillingGroup,
  DescribeBillingGroup,
  UpdateBillingGroup,
  DeleteBillingGroup,
  ListBillingGroups,
  AddThingToBillingGroup,
  RemoveThingFromBillingGroup,
  ListThingsInBillingGroup,
} = billingGroupHandlers;
const invalid = { name: 'InvalidRequestException' };
const notFound = { name: 'ResourceNotFoundException' };
const conflict = { name: 'VersionConflictException' };
const context = await testContext();
const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;

describe('billing groups', () => {
  let billingGroupName: string;
  let thingName: string;
  let count = 0;
  beforeEach(async () => {
    count += 1;
    billingGroupName = `group-${count}`;
    thingName = `thing-${count}`;
    await thingHandlers.CreateThing(context, { thingName });
  });
  const create = (billingGroupDescription?: string) =>
    CreateBillingGroup(context, { billingGroupName, billingGroupProperties: { billingGroupDescription } });
  const groupOfThing = async () => (await thingHandlers.DescribeThing(context, { thingName })).billingGroupName;
  const members = async (name = billingGroupName) =>
    (await ListThingsInBillingGroup(context, { billingGroupName: name })).things;

  test('a new billing group is described as it was created', async () => {
    const created = await create('North');
    const { billingGroupId } = created;
    const billingGroupArn = arn(`billinggroup/${billingGroupName}`);
    assert.deepEqual(created, { billingGroupName, billingGroupArn, billingGroupId });
    assert.deepEqual(await DescribeBillingGroup(context, { billingGroupName }), {
      billingGroupName,
      billingGroupId,
      billingGroupArn,
      version: 1,
      billingGroupProperties: { billingGroupDescription: 'North' },
      billingGroupMetadata: { creationDate: context.clock.now() },
    });
  });

  test('creating a billing group again gives the same one only with the same description', async () => {
    const first = await create('North');
    assert.deepEqual(await create('North'), first);
    await assert.rejects(create('South'), {
      name: 'ResourceAlreadyExistsException',
      members: { resourceId: first.billingGroupId, resourceArn: first.billingGroupArn },
    });
    await assert.rejects(create(), { name: 'ResourceAlreadyExistsException' });
  });

  test('each update gives the next version, and a wrong expected version is a conflict', async () => {
    await create('North');
    const update = (description: string | undefined, expectedVersion?: number) =>
      UpdateBillingGroup(context, {
        billingGroupName,
        billingGroupProperties: { billingGroupDescription: description },
        expectedVersion,
      });
    assert.deepEqual(await update('South', 1), { version: 2 });
    await assert.rejects(update('East', 1), conflict);
    assert.deepEqual(await update(undefined), { version: 3 });
    const { billingGroupProperties } = await DescribeBillingGroup(context, { billingGroupName });
    assert.deepEqual(billingGroupProperties, { billingGroupDescription: 'South' });
    await assert.rejects(DeleteBillingGroup(context, { billingGroupName, expectedVersion: 2 }), conflict);
    await DeleteBillingGroup(context, { billingGroupName, expectedVersion: 3 });
  });

  test('a billing group that does not exist is not found, but can be deleted', async () => {
    const billingGroupProperties = {};
    await assert.rejects(DescribeBillingGroup(context, { billingGroupName }), notFound);
    await assert.rejects(UpdateBillingGroup(context, { billingGroupName, billingGroupProperties }), notFound);
    await assert.rejects(ListThingsInBillingGroup(context, { billingGroupName }), notFound);
    await assert.rejects(AddThingToBillingGroup(context, { billingGroupName, thingName }), notFound);
    await assert.rejects(RemoveThingFromBillingGroup(context, { billingGroupName, thingName }), notFound);
    assert.deepEqual(await DeleteBillingGroup(context, { billingGroupName }), {});
  });

  test('a thing is in one billing group; adding it to another moves it', async () => {
    await create();
    await AddThingToBillingGroup(context, { billingGroupName, thingName });
    await AddThingToBillingGroup(context, { billingGroupName, thingName });
    assert.equal(await groupOfThing(), billingGroupName);
    const other = `${billingGroupName}-other`;
    await CreateBillingGroup(context, { billingGroupName: other });
    await AddThingToBillingGroup(context, {
      billingGroupArn: arn(`billinggroup/${other}`),
      thingArn: arn(`thing/${thingName}`),
    });
    assert.equal(await groupOfThing(), other);
    assert.deepEqual(await members(), []);
    await RemoveThingFromBillingGroup(context, { billingGroupName, thingName });
    assert.equal(await groupOfThing(), other);
    await RemoveThingFromBillingGroup(context, { billingGroupName: other, thingName });
    assert.equal(await groupOfThing(), undefined);
  });

  test('neither name nor ARN, a foreign ARN and two that differ are refused', async () => {
    await create();
    await assert.rejects(AddThingToBillingGroup(context, { billingGroupName }), {
      ...invalid,
      message: 'Both thingArn and thingName are empty. Need to specify at least one of them',
    });
    await assert.rejects(AddThingToBillingGroup(context, { thingName }), {
      ...invalid,
      message: 'Both billingGroupArn and billingGroupName are empty. Need to specify at least one of them',
    });
    for (const thingArn of [
      arn('thing/other'),
      arn(`billinggroup/${thingName}`),
      arn(`thing/${thingName}`).replace('us-east-1', 'eu-west-1'),
      arn('thing/a\0b'),
      arn(`thing/${'x'.repeat(129)}`),
      'thing',
    ]) {
      await assert.rejects(AddThingToBillingGroup(context, { billingGroupName, thingName, thingArn }), invalid);
    }
    await assert.rejects(AddThingToBillingGroup(context, { billingGroupName, thingArn: arn('thing/a\0b') }), invalid);
    await assert.rejects(AddThingToBillingGroup(context, { billingGroupName, thingName: 'none' }), notFound);
  });

  test('a deleted billing group lets go of its things, also when one of its name comes again', async () => {
    await create();
    await AddThingToBillingGroup(context, { billingGroupName, thingName });
    await DeleteBillingGroup(context, { billingGroupName });
    assert.equal(await groupOfThing(), undefined);
    await create();
    assert.equal(await groupOfThing(), undefined);
    assert.deepEqual(await members(), []);
    await thingHandlers.UpdateThing(context, { thingName, attributePayload: { attributes: { a: '1' } } });
    assert.equal(await groupOfThing(), undefined);
  });

  test('lists things page by page, in the order of their names', async () => {
    await create();
    const names = ['d', 'a', 'C', 'b'].map((name) => `${billingGroupName}-${name}`);
    for (const name of names) await thingHandlers.CreateThing(context, { thingName: name, billingGroupName });
    const listed = await readAll(
      (page) => ListThingsInBillingGroup(context, { billingGroupName, ...page }),
      (answer) => answer.things,
    );
    assert.deepEqual(listed, names.sort());
  });

  test('lists billing groups by the beginning of their names, page by page', async () => {
    for (const name of ['list-b', 'list-a', 'list', 'lisu'])
      await CreateBillingGroup(context, { billingGroupName: name });
    const groups = await readAll(
      (page) => ListBillingGroups(context, { namePrefixFilter: 'list', ...page }),
      (answer) => answer.billingGroups,
    );
    const expected = ['list', 'list-a', 'list-b'];
    assert.deepEqual(
      groups,
      expected.map((groupName) => ({ groupName, groupArn: arn(`billinggroup/${groupName}`) })),
    );
    const { nextToken } = await ListBillingGroups(context, { maxResults: 1 });
    await assert.rejects(ListBillingGroups(context, { namePrefixFilter: 'list', nextToken }), invalid);
  });

  test('tags are kept with the billing group and die with it', async () => {
    const resource = arn(`billinggroup/${billingGroupName}`);
    await CreateBillingGroup(context, { billingGroupName, tags: [{ Key: 'cost', Value: '7' }] });
    assert.deepEqual(await listTags(context.database, resource), [{ key: 'cost', value: '7' }]);
    await DeleteBillingGroup(context, { billingGroupName });
    assert.deepEqual(await listTags(context.database, resource), []);
  });
});
