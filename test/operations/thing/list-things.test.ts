import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { thingHandlers } from '../../../src/operations/thing/index.ts';
import { thingTypeHandlers } from '../../../src/operations/thing-type/index.ts';
import { testContext } from '../../support/context.ts';
import { readAll } from '../../support/pages.ts';

const { CreateThing, DeleteThing, ListThings, UpdateThing } = thingHandlers;
const invalid = { name: 'InvalidRequestException' };

type Filters = Omit<Parameters<typeof ListThings>[1], 'maxResults' | 'nextToken'>;

const context = await testContext();
for (const thingTypeName of ['lamp', 'sensor']) await thingTypeHandlers.CreateThingType(context, { thingTypeName });
const things: [string, string | undefined, Record<string, string>][] = [
  ['b', 'lamp', { color: 'red', room: '1' }],
  ['A', undefined, { color: 'red' }],
  ['a', 'sensor', { color: 'red' }],
  ['a:1', 'lamp', { color: 'redder' }],
  ['a-1', 'lamp', { color: 'blue' }],
  ['c', 'lamp', { color: 'Red' }],
  ['d', undefined, {}],
];
for (const [thingName, thingTypeName, attributes] of things) {
  await CreateThing(context, { thingName, thingTypeName, attributePayload: { attributes } });
}

describe('ListThings', () => {
  const names = (filters: Filters) =>
    readAll(
      (page) => ListThings(context, { ...filters, ...page }),
      (answer) => answer.things?.map((thing) => thing.thingName),
    );

  test('lists all things in the order of their names, page by page', async () => {
    assert.deepEqual(await names({}), ['A', 'a', 'a-1', 'a:1', 'b', 'c', 'd']);
  });

  test('shows what a list shows of a thing', async () => {
    const { things } = await ListThings(context, { attributeName: 'room', attributeValue: '1' });
    const thingArn = 'arn:aws:iot:us-east-1:000000000000:thing/b';
    const attributes = { color: 'red', room: '1' };
    assert.deepEqual(things, [{ thingName: 'b', thingTypeName: 'lamp', thingArn, attributes, version: 1 }]);
  });

  test('finds things by their type', async () => {
    assert.deepEqual(await names({ thingTypeName: 'lamp' }), ['a-1', 'a:1', 'b', 'c']);
    assert.deepEqual(await names({ thingTypeName: 'lam' }), []);
  });

  test('finds things by the exact value of an attribute', async () => {
    assert.deepEqual(await names({ attributeName: 'color', attributeValue: 'red' }), ['A', 'a', 'b']);
  });

  test('finds things by the beginning of a value, in the order of the values', async () => {
    const filters = { attributeName: 'color', attributeValue: 're', usePrefixAttributeValue: true };
    assert.deepEqual(await names(filters), ['A', 'a', 'b', 'a:1']);
    assert.deepEqual(await names({ ...filters, attributeValue: '' }), ['c', 'a-1', 'A', 'a', 'b', 'a:1']);
  });

  test('combines type and attribute', async () => {
    const filters = { thingTypeName: 'lamp', attributeName: 'color', attributeValue: 're' };
    assert.deepEqual(await names({ ...filters, usePrefixAttributeValue: true }), ['b', 'a:1']);
  });

  test('half of an attribute filter is refused', async () => {
    await assert.rejects(ListThings(context, { attributeName: 'color' }), invalid);
    await assert.rejects(ListThings(context, { attributeValue: 'red' }), invalid);
  });

  test('a token goes with its filters only', async () => {
    const { nextToken } = await ListThings(context, { maxResults: 1 });
    await assert.rejects(ListThings(context, { nextToken, thingTypeName: 'lamp' }), invalid);
    await assert.rejects(ListThings(context, { nextToken: `${nextToken}00` }), invalid);
  });

  test('follows updates and deletions', async () => {
    const filters = { attributeName: 'state', attributeValue: 'on' };
    await CreateThing(context, { thingName: 'x', attributePayload: { attributes: { state: 'on' } } });
    await CreateThing(context, { thingName: 'y', attributePayload: { attributes: { state: 'off' } } });
    await UpdateThing(context, { thingName: 'x', attributePayload: { attributes: { state: 'off' }, merge: true } });
    await UpdateThing(context, { thingName: 'y', attributePayload: { attributes: { state: 'on' }, merge: true } });
    assert.deepEqual(await names(filters), ['y']);
    for (const thingName of ['x', 'y']) await DeleteThing(context, { thingName });
    assert.deepEqual(await names(filters), []);
    await CreateThing(context, { thingName: 'y', attributePayload: { attributes: { state: 'on' } } });
    assert.deepEqual(await names(filters), ['y']);
  });
});
