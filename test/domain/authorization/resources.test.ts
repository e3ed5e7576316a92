import assert from 'node:assert/strict';
import { test } from 'node:test';
import { controlPlaneOperations } from '../../../src/contract/operations/index.ts';
import { namedResources } from '../../../src/domain/authorization/resources.ts';

const { AddThingToThingGroup, CreateJob, DeleteJobExecution, SearchIndex } = controlPlaneOperations;
const arnOf = (resource: string) => `arn:${resource}`;

test('a list names one resource each, and one that is named twice is one', () => {
  const input = { jobId: 'j', targets: ['arn:thing/a', 'arn:thing/b', 'arn:thing/a'] };
  assert.deepEqual(namedResources(CreateJob, input, arnOf).required, ['arn:job/j', 'arn:thing/a', 'arn:thing/b']);
});

test('a package version stands for its package as well', () => {
  const input = { jobId: 'j', targets: [], destinationPackageVersions: ['x:package/p/version/1', 'not an ARN'] };
  const { optional, required } = namedResources(CreateJob, input, arnOf);
  assert.deepEqual(required, ['arn:job/j', 'x:package/p/version/1', 'not an ARN']);
  assert.deepEqual(optional, ['x:package/p'], 'it need not be allowed by itself');
});

test('a member that is absent names nothing, unless it has a default', () => {
  const byArn = { thingArn: 'arn:thing/a', thingGroupName: 'g' };
  assert.deepEqual(namedResources(AddThingToThingGroup, byArn, arnOf).required, ['arn:thing/a', 'arn:thinggroup/g']);
  assert.deepEqual(namedResources(SearchIndex, {}, arnOf).required, ['arn:index/AWS_Things']);
  assert.deepEqual(namedResources(AddThingToThingGroup, {}, arnOf).required, ['*']);
});

test('braces and patterns of replacement in a value mean nothing', () => {
  for (const jobId of ['{thingName}', '$&', '{', '}{jobId}']) {
    const { required } = namedResources(DeleteJobExecution, { jobId, thingName: 't' }, arnOf);
    assert.deepEqual(required, [`arn:job/${jobId}`, 'arn:thing/t']);
  }
});
