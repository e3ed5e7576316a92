/**
 * What policies of operators let through: the rules beside "its own action on each resource"
 * (docs/service/identity.md#required-and-optional-resources, docs/service/jobs.md#resources-of-jobs).
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isLoopbackAddress, operatorAuthorization } from '../../../src/access/operators/authorize.ts';
import { rootPrincipal } from '../../../src/access/operators/principal.ts';
import { controlPlaneOperations, deviceOperations } from '../../../src/contract/operations/index.ts';
import { arn } from '../../../src/domain/arn.ts';
import { putTags } from '../../../src/store/thing/tag.ts';
import { askingAs } from '../../support/asking-operator.ts';
import { testAccount, testContext } from '../../support/context.ts';
import type { Statement } from '../../support/operators.ts';
import { refusal } from '../../support/refusal.ts';

const context = await testContext();
const full = (resource: string) => arn(testAccount, resource);
const { ask } = askingAs(context);
const origin = { sourceAddress: '127.0.0.1', isSecure: true };

type Statements = readonly Statement[];

const { AttachPolicy, AttachThingPrincipal, CreateJob, CreateJobTemplate, CreatePackageVersion, DescribeJobExecution } =
  controlPlaneOperations;

describe('CreateJob', () => {
  const input = { jobId: 'j', targets: [full('thing/a'), full('thinggroup/b')] };
  const allow = (...resources: string[]): Statements => [{ Action: 'iot:CreateJob', Resource: resources.map(full) }];

  test('names the job first, then the targets in their order', async () => {
    assert.equal(await ask(allow('job/other'), CreateJob, input), `iot:CreateJob on resource: ${full('job/j')}`);
    assert.equal(await ask(allow('job/j'), CreateJob, input), `iot:CreateJob on resource: ${full('thing/a')}`);
    const oneLess = allow('job/j', 'thing/a');
    assert.equal(await ask(oneLess, CreateJob, input), `iot:CreateJob on resource: ${full('thinggroup/b')}`);
    assert.equal(await ask(allow('job/*', 'thing/a', 'thinggroup/*'), CreateJob, input), 'allowed');
  });

  test('needs no permission on the job where strictIam is off', async () => {
    const targets = allow('thing/a', 'thinggroup/b');
    assert.equal(await ask(targets, CreateJob, input, { strictIam: false }), 'allowed');
    const associate = controlPlaneOperations.AssociateTargetsWithJob;
    const statements: Statements = [{ Action: 'iot:*', Resource: [full('thing/a'), full('thinggroup/b')] }];
    const refused = `iot:AssociateTargetsWithJob on resource: ${full('job/j')}`;
    assert.equal(await ask(statements, associate, input, { strictIam: false }), refused);
  });

  test('names what it refers to as well, and a package may be denied for its versions', async () => {
    const without = allow('job/j', 'thing/a', 'thinggroup/b');
    const versions = { ...input, destinationPackageVersions: [full('package/p/version/1')] };
    const version = `iot:CreateJob on resource: ${full('package/p/version/1')}`;
    assert.equal(await ask(without, CreateJob, versions), version);
    const everywhere = allow('job/j', 'thing/a', 'thinggroup/b', 'package/p/version/1');
    assert.equal(await ask(everywhere, CreateJob, versions), 'allowed');
    const deny = { Effect: 'Deny', Action: 'iot:CreateJob', Resource: full('package/p') } as const;
    assert.equal(
      await ask([...everywhere, deny], CreateJob, versions),
      `iot:CreateJob on resource: ${full('package/p')}`,
    );
  });
});

describe('an operation with optional resources only', () => {
  const input = { jobId: 'j', thingName: 't' };
  test('needs one of them, and none denied', async () => {
    const allow = (Resource: string) => ({ Action: 'iot:DescribeJobExecution', Resource });
    const deny = { ...allow(full('thing/t')), Effect: 'Deny' } as const;
    assert.equal(await ask([allow(full('job/j'))], DescribeJobExecution, input), 'allowed');
    assert.equal(await ask([allow(full('thing/t'))], DescribeJobExecution, input), 'allowed');
    const first = `iot:DescribeJobExecution on resource: ${full('job/j')}`;
    assert.equal(await ask([allow(full('job/other'))], DescribeJobExecution, input), first);
    const denied = `iot:DescribeJobExecution on resource: ${full('thing/t')}`;
    assert.equal(await ask([allow('*'), deny], DescribeJobExecution, input), denied);
    assert.equal(
      await ask([{ Action: 'iot:AttachPolicy' }], AttachPolicy, { target: full('thinggroup/g') }),
      'allowed',
    );
  });
});

describe('creating with tags', () => {
  const tags = [{ Key: 'team', Value: 'blue' }];
  test('needs TagResource on what is created', async () => {
    const input = { jobTemplateId: 'm', tags };
    const create = { Action: 'iot:CreateJobTemplate' };
    const refused = `iot:TagResource on resource: ${full('jobtemplate/m')}`;
    assert.equal(await ask([create], CreateJobTemplate, input), refused);
    const tag = { Action: 'iot:TagResource', Resource: full('jobtemplate/m') };
    assert.equal(await ask([create, tag], CreateJobTemplate, input), 'allowed');
    assert.equal(await ask([create], CreateJobTemplate, { jobTemplateId: 'm', tags: [] }), 'allowed');
    const version = { packageName: 'p', versionName: 'v', tags: { team: 'blue' } };
    const others = [{ Action: ['iot:CreatePackageVersion', 'iot:GetIndexingConfiguration'] }];
    const ofVersion = `iot:TagResource on resource: ${full('package/p/version/v')}`;
    assert.equal(await ask(others, CreatePackageVersion, version), ofVersion);
    const job = { jobId: 'j', targets: [], tags };
    assert.equal(
      await ask([{ Action: 'iot:CreateJob' }], CreateJob, job),
      `iot:TagResource on resource: ${full('job/j')}`,
    );
  });

  test('can be allowed for certain tags only', async () => {
    const demand = (Condition: object): Statements => [{ Action: 'iot:*', Condition }];
    const input = { jobTemplateId: 'm', tags };
    const blue = { StringEquals: { 'aws:RequestTag/team': 'blue' } };
    const red = { StringEquals: { 'aws:RequestTag/team': 'red' } };
    const keys = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'cost'] } };
    const otherKeys = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['cost'] } };
    assert.equal(await ask(demand(blue), CreateJobTemplate, input), 'allowed');
    assert.notEqual(await ask(demand(red), CreateJobTemplate, input), 'allowed');
    assert.equal(await ask(demand(keys), CreateJobTemplate, input), 'allowed');
    assert.notEqual(await ask(demand(otherKeys), CreateJobTemplate, input), 'allowed');
    const untag = { resourceArn: full('job/j'), tagKeys: ['team'] };
    assert.equal(await ask(demand(keys), controlPlaneOperations.UntagResource, untag), 'allowed');
    assert.notEqual(await ask(demand(otherKeys), controlPlaneOperations.UntagResource, untag), 'allowed');
  });
});

test('the tags of each resource count for that resource', async () => {
  await putTags(context.database, full('job/blue'), [{ key: 'Team', value: 'blue' }]);
  const own: Statements = [{ Action: 'iot:*', Condition: { StringEquals: { 'aws:ResourceTag/Team': 'blue' } } }];
  const { DescribeJob } = controlPlaneOperations;
  assert.equal(await ask(own, DescribeJob, { jobId: 'blue' }), 'allowed');
  assert.notEqual(await ask(own, DescribeJob, { jobId: 'red' }), 'allowed');
  const noCase: Statements = [{ Action: 'iot:*', Condition: { StringEquals: { 'AWS:resourcetag/team': 'blue' } } }];
  assert.notEqual(await ask(noCase, DescribeJob, { jobId: 'blue' }), 'allowed', 'keys of tags have a case');
});

test('the keys of our own service tell the job and the thing', async () => {
  const jobs: Statements = [
    { Action: 'iotjobsdata:UpdateJobExecution', Condition: { StringLike: { 'iot:JobId': 'safe-*' } } },
  ];
  const update = (jobId: string) =>
    ask(jobs, deviceOperations.UpdateJobExecution, { jobId, thingName: 't', status: 'SUCCEEDED' }, {}, 'device');
  assert.equal(await update('safe-1'), 'allowed');
  assert.equal(await update('other'), `iotjobsdata:UpdateJobExecution on resource: ${full('thing/t')}`);
  const things: Statements = [
    { Action: 'iot:AttachThingPrincipal', Condition: { ArnLike: { 'iot:thingArn': full('thing/mine-*') } } },
  ];
  const attach = (thingName: string) => ask(things, AttachThingPrincipal, { thingName, principal: full('cert/c') });
  assert.equal(await attach('mine-1'), 'allowed');
  assert.notEqual(await attach('yours'), 'allowed');
});

describe('root', () => {
  const asked = { plane: 'control', operation: controlPlaneOperations.DeleteJob, input: { jobId: 'j' } } as const;
  const authorize = (rootLoopbackOnly: boolean) =>
    operatorAuthorization({
      account: testAccount,
      database: context.database,
      clock: context.clock,
      strictIam: true,
      rootLoopbackOnly,
      directory: Object.create(null),
    });

  test('needs no policy, and may be held to this machine', async () => {
    const root = rootPrincipal(testAccount);
    const elsewhere = { sourceAddress: '192.0.2.1', isSecure: true };
    await authorize(false)(root, asked, elsewhere);
    await authorize(true)(root, asked, origin);
    await assert.rejects(authorize(true)(root, asked, elsewhere), refusal('AccessDeniedException', /own machine$/));
    const unknown = { sourceAddress: undefined, isSecure: true };
    await assert.rejects(authorize(true)(root, asked, unknown), refusal('AccessDeniedException'));
  });

  test('is the only principal without policies', async () => {
    const stranger = { arn: 'arn:aws:iam::000000000001:root' };
    await assert.rejects(authorize(false)(stranger, asked, origin), refusal('AccessDeniedException'));
  });

  test('is at home on loopback addresses only', () => {
    for (const address of ['127.0.0.1', '127.9.9.9', '::1']) assert.ok(isLoopbackAddress(address));
    for (const address of ['10.0.0.1', '::2', '127.0.0.1.example', undefined]) assert.ok(!isLoopbackAddress(address));
  });
});
