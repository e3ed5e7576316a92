import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyHandlers } from '../../../src/operations/device-policy/index.ts';
import { jobTemplateHandlers } from '../../../src/operations/job-template/index.ts';
import { packageHandlers } from '../../../src/operations/package/index.ts';
import { tagHandlers } from '../../../src/operations/tag/index.ts';
import { statement } from '../../../src/store/database/database.ts';
import { testContext } from '../../support/context.ts';
import { addThing, addThingGroup } from '../../support/identity.ts';
import { refusal } from '../../support/refusal.ts';

const { TagResource, UntagResource, ListTagsForResource } = tagHandlers;
const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
const DOCUMENT = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'iot:*', Resource: '*' } });

const context = await testContext();
await addThingGroup(context, 'group/');
await addThing(context, 'thing');
await policyHandlers.CreatePolicy(context, { policyName: 'policy', policyDocument: DOCUMENT });
await context.database.query(
  statement(
    'test.insertThingType',
    `INSERT INTO thing_type (thing_type_name, thing_type_id, created_at) VALUES ('type', gen_random_uuid(), 0)`,
  ),
);
await context.database.query(
  statement(
    'test.insertBillingGroup',
    `INSERT INTO billing_group (billing_group_name, billing_group_id, version, created_at)
     VALUES ('billing', gen_random_uuid(), 1, 0)`,
  ),
);
await context.database.query(
  statement(
    'test.insertJob',
    `INSERT INTO job (job_id, status, target_selection, document, created_at, last_updated_at, work)
     VALUES ('job', 'IN_PROGRESS', 'SNAPSHOT', '{}', 0, 0, 'NONE')`,
  ),
);

await jobTemplateHandlers.CreateJobTemplate(context, { jobTemplateId: 'x', description: 'd', document: '{}' });
await packageHandlers.CreatePackage(context, { packageName: 'x' });
await packageHandlers.CreatePackageVersion(context, { packageName: 'x', versionName: '1' });

for (const resource of [
  'job/job',
  'thinggroup/group',
  'thingtype/type',
  'billinggroup/billing',
  'policy/policy',
  'jobtemplate/x',
  'package/x',
  'package/x/version/1',
]) {
  test(`${resource} can have tags`, async () => {
    const resourceArn = arn(resource);
    assert.deepEqual((await ListTagsForResource(context, { resourceArn })).tags, []);
    const tags = [
      { Key: 'b', Value: '2' },
      { Key: 'a', Value: '' },
    ];
    assert.deepEqual(await TagResource(context, { resourceArn, tags }), {});
    assert.deepEqual((await ListTagsForResource(context, { resourceArn })).tags, tags.toReversed());
    await TagResource(context, { resourceArn, tags: [{ Key: 'a', Value: '1' }] });
    assert.deepEqual((await ListTagsForResource(context, { resourceArn })).tags?.[0], { Key: 'a', Value: '1' });
    assert.deepEqual(await UntagResource(context, { resourceArn, tagKeys: ['a', 'absent'] }), {});
    assert.deepEqual((await ListTagsForResource(context, { resourceArn })).tags, [{ Key: 'b', Value: '2' }]);
  });

  test(`an unknown resource beside ${resource} is not found`, async () => {
    const resourceArn = arn(`${resource.slice(0, resource.lastIndexOf('/'))}/unknown`);
    for (const attempt of [
      () => TagResource(context, { resourceArn, tags: [] }),
      () => UntagResource(context, { resourceArn, tagKeys: [] }),
      () => ListTagsForResource(context, { resourceArn }),
    ]) {
      await assert.rejects(attempt, refusal('ResourceNotFoundException', `Resource ${resourceArn} does not exist.`));
    }
  });
}

test('an unknown authority is not found', async () => {
  const resourceArn = arn('cacert/x');
  await assert.rejects(ListTagsForResource(context, { resourceArn }), refusal('ResourceNotFoundException'));
});

test('kinds without tags, foreign and malformed ARNs are invalid', async () => {
  const resources = ['thing/thing', `cert/${'0'.repeat(64)}`, 'toString/x', '__proto__/x', 'job'].map(arn);
  const others = ['', 'junk', 'arn:aws:iot:us-east-1:999999999999:job/job', `${arn('job/')}a\0b`, `${arn('job/j')}\n`];
  for (const resourceArn of [...resources, ...others]) {
    for (const attempt of [
      () => TagResource(context, { resourceArn, tags: [{ Key: 'a', Value: '' }] }),
      () => UntagResource(context, { resourceArn, tagKeys: ['a'] }),
      () => ListTagsForResource(context, { resourceArn }),
    ]) {
      await assert.rejects(attempt, refusal('InvalidRequestException'), resourceArn);
    }
  }
});

test('a resource has fifty tags at most, also when many are added at once', async () => {
  await addThingGroup(context, 'full/');
  const resourceArn = arn('thinggroup/full');
  const tagsFrom = (first: number) => Array.from({ length: 20 }, (_, i) => ({ Key: `k${first + i}`, Value: '' }));
  const results = await Promise.allSettled(
    [0, 20, 40, 60].map((first) => TagResource(context, { resourceArn, tags: tagsFrom(first) })),
  );
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 2);
  const { tags = [] } = await ListTagsForResource(context, { resourceArn });
  assert.equal(tags.length, 40);
  await TagResource(context, { resourceArn, tags: tags.slice(0, 20).map(({ Key }) => ({ Key, Value: 'new' })) });
  await assert.rejects(
    TagResource(context, { resourceArn, tags: tagsFrom(80) }),
    refusal('LimitExceededException', 'A resource can have at most 50 tags.'),
  );
  assert.equal((await ListTagsForResource(context, { resourceArn })).tags?.length, 40);
});

test('a token that was never given is invalid', async () => {
  await assert.rejects(
    ListTagsForResource(context, { resourceArn: arn('job/job'), nextToken: 'x' }),
    refusal('InvalidRequestException'),
  );
});
