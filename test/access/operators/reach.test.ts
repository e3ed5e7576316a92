/**
 * Nobody reaches what they have no permission for by naming it in an operation that they may use
 * (docs/service/permissions.md#whoever-names-a-resource).
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OperationContract } from '../../../src/contract/operation.ts';
import { controlPlaneOperations } from '../../../src/contract/operations/index.ts';
import { arn } from '../../../src/domain/arn.ts';
import { askingAs } from '../../support/asking-operator.ts';
import { testAccount, testContext } from '../../support/context.ts';
import type { Statement } from '../../support/operators.ts';

const { ask } = askingAs(await testContext());
const full = (resource: string) => arn(testAccount, resource);
const certificate = `cert/${'c'.repeat(64)}`;

interface Reach {
  readonly operation: OperationContract;
  readonly input: Readonly<Record<string, unknown>>;
  /** What the caller may use with every action. */
  readonly own: readonly string[];
  readonly foreign: string;
}

const reaches: readonly Reach[] = [
  {
    operation: controlPlaneOperations.CreateThingGroup,
    input: { thingGroupName: 'mine', parentGroupName: 'prod' },
    own: ['thinggroup/mine'],
    foreign: 'thinggroup/prod',
  },
  {
    operation: controlPlaneOperations.CreateThing,
    input: { thingName: 'mine', thingTypeName: 'pump' },
    own: ['thing/mine'],
    foreign: 'thingtype/pump',
  },
  {
    operation: controlPlaneOperations.UpdateThing,
    input: { thingName: 'mine', thingTypeName: 'pump' },
    own: ['thing/mine'],
    foreign: 'thingtype/pump',
  },
  {
    operation: controlPlaneOperations.CreateThing,
    input: { thingName: 'mine', billingGroupName: 'prod' },
    own: ['thing/mine'],
    foreign: 'billinggroup/prod',
  },
  {
    operation: controlPlaneOperations.UpdateThingGroupsForThing,
    input: { thingName: 'mine', thingGroupsToAdd: ['mine', 'prod'] },
    own: ['thing/mine', 'thinggroup/mine'],
    foreign: 'thinggroup/prod',
  },
  {
    operation: controlPlaneOperations.UpdateThingGroupsForThing,
    input: { thingName: 'mine', thingGroupsToAdd: ['mine'], thingGroupsToRemove: ['quarantine'] },
    own: ['thing/mine', 'thinggroup/mine'],
    foreign: 'thinggroup/quarantine',
  },
  {
    operation: controlPlaneOperations.AssociateTargetsWithJob,
    input: { jobId: 'mine', targets: [full('thing/mine'), full('thing/prod')] },
    own: ['job/mine', 'thing/mine'],
    foreign: 'thing/prod',
  },
  {
    operation: controlPlaneOperations.CreateJobTemplate,
    input: { jobTemplateId: 'mine', jobArn: full('job/payroll') },
    own: ['jobtemplate/mine'],
    foreign: 'job/payroll',
  },
  {
    operation: controlPlaneOperations.CreateJob,
    input: { jobId: 'mine', targets: [full('thing/mine')], jobTemplateArn: full('jobtemplate/payroll') },
    own: ['job/mine', 'thing/mine'],
    foreign: 'jobtemplate/payroll',
  },
  {
    operation: controlPlaneOperations.AttachPolicy,
    input: { policyName: 'fleet-wide', target: full(certificate) },
    own: [certificate],
    foreign: 'policy/fleet-wide',
  },
  {
    operation: controlPlaneOperations.AttachPrincipalPolicy,
    input: { policyName: 'fleet-wide', principal: full(certificate) },
    own: [certificate],
    foreign: 'policy/fleet-wide',
  },
  {
    operation: controlPlaneOperations.AttachThingPrincipal,
    input: { thingName: 'prod', principal: full(certificate) },
    own: [certificate],
    foreign: 'thing/prod',
  },
  {
    operation: controlPlaneOperations.GetEffectivePolicies,
    input: { thingName: 'prod', principal: full(certificate) },
    own: [certificate],
    foreign: 'thing/prod',
  },
];

const allow = (...resources: readonly string[]): Statement => ({ Action: '*', Resource: resources.map(full) });

describe('what somebody may use is no way to what they may not', () => {
  for (const { foreign, input, operation, own } of reaches) {
    test(`${operation.name} with ${foreign}`, async () => {
      const refused = `iot:${operation.name} on resource: ${full(foreign)}`;
      assert.equal(await ask([allow(...own)], operation, input), refused);
      assert.equal(await ask([allow(...own, foreign)], operation, input), 'allowed');
      const denied: Statement = { Effect: 'Deny', Action: `iot:${operation.name}`, Resource: full(foreign) };
      assert.equal(await ask([{ Action: '*' }, denied], operation, input), refused);
    });
  }
});

test('what is read by way of another operation needs the action that reads it', async () => {
  const { CreateJob, CreateJobTemplate } = controlPlaneOperations;
  const job = full('job/payroll');
  const template = full('jobtemplate/payroll');
  const attempts = [
    [CreateJobTemplate, { jobTemplateId: 'mine', jobArn: job }, 'GetJobDocument', job],
    [CreateJobTemplate, { jobTemplateId: 'mine', jobArn: job }, 'DescribeJob', job],
    [CreateJob, { jobId: 'mine', targets: [], jobTemplateArn: template }, 'DescribeJobTemplate', template],
  ] as const;
  for (const [operation, input, action, resource] of attempts) {
    const denied: Statement = { Effect: 'Deny', Action: `iot:${action}`, Resource: resource };
    assert.equal(await ask([{ Action: '*' }, denied], operation, input), `iot:${action} on resource: ${resource}`);
    const only: Statement = { Action: `iot:${operation.name}` };
    assert.match(await ask([only], operation, input), /^iot:(DescribeJob|DescribeJobTemplate) on resource: /);
  }
});

describe('a query', () => {
  const { CreateDynamicThingGroup, UpdateDynamicThingGroup } = controlPlaneOperations;
  const input = { thingGroupName: 'mine', queryString: 'thingName:*' };
  const index: Statement = { Action: 'iot:SearchIndex', Resource: full('index/AWS_Things') };
  const group = allow('thinggroup/mine');
  const things: Statement = { Action: 'iot:AddThingToThingGroup', Resource: full('thing/*') };
  const refused = `iot:AddThingToThingGroup on resource: ${full('thing/*')}`;

  test('needs permission to search, and to put each thing there is into a group', async () => {
    for (const operation of [CreateDynamicThingGroup, UpdateDynamicThingGroup]) {
      const search = `iot:SearchIndex on resource: ${full('index/AWS_Things')}`;
      assert.equal(await ask([group, things], operation, input), search);
      assert.equal(await ask([group, index], operation, input), refused);
      const mine: Statement = { Action: 'iot:AddThingToThingGroup', Resource: full('thing/mine-*') };
      assert.equal(await ask([group, index, mine], operation, input), refused);
      assert.equal(await ask([group, index, things], operation, input), 'allowed');
      assert.equal(await ask([{ Action: 'iot:*' }], operation, input), 'allowed');
    }
  });

  test('is refused to whom a single thing is denied', async () => {
    const denied: Statement = { Effect: 'Deny', Action: 'iot:AddThing*', Resource: full('thing/prod-*') };
    assert.equal(await ask([{ Action: '*' }, denied], CreateDynamicThingGroup, input), refused);
    const otherKind: Statement = { Effect: 'Deny', Action: 'iot:AddThing*', Resource: full('thinggroup/prod') };
    assert.equal(await ask([{ Action: '*' }, otherKind], CreateDynamicThingGroup, input), 'allowed');
  });

  test('is not asked about where it stays as it is', async () => {
    assert.equal(await ask([group], UpdateDynamicThingGroup, { thingGroupName: 'mine' }), 'allowed');
  });
});

describe('objects and roles', () => {
  const { CreateJob, CreateJobTemplate, CreatePackageVersion, RegisterCACertificate, UpdateJob } =
    controlPlaneOperations;
  const object = 'arn:aws:s3:::payroll/secret.json';
  const roleArn = 'arn:aws:iam::000000000000:role/reader';
  const noStore: Statement = { Effect: 'Deny', Action: 's3:*' };
  const document = JSON.stringify({ url: '${aws:iot:s3-presigned-url:https://payroll.s3.amazonaws.com/secret.json}' });

  test('an object that the server reads or signs for needs s3:GetObject', async () => {
    const inputs = [
      [CreateJob, { jobId: 'j', targets: [], documentSource: 'https://s3.amazonaws.com/payroll/secret.json' }],
      [CreateJob, { jobId: 'j', targets: [], document }],
      [CreateJobTemplate, { jobTemplateId: 'm', documentSource: 'https://payroll.s3.amazonaws.com/secre%74.json' }],
      [CreateJobTemplate, { jobTemplateId: 'm', document: document.replaceAll('payroll', 'p\\u0061yroll') }],
      [
        CreatePackageVersion,
        { packageName: 'p', versionName: 'v', artifact: { s3Location: { bucket: 'payroll', key: 'secret.json' } } },
      ],
    ] as const;
    for (const [operation, input] of inputs) {
      const refused = `s3:GetObject on resource: ${object}`;
      assert.equal(await ask([{ Action: '*' }, noStore], operation, input), refused);
      assert.equal(await ask([{ Action: 'iot:*' }], operation, input), refused);
      const one: Statement = { Action: 's3:GetObject', Resource: 'arn:aws:s3:::payroll/*' };
      assert.equal(await ask([{ Action: 'iot:*' }, one], operation, input), 'allowed');
      const other: Statement = { Action: 's3:GetObject', Resource: 'arn:aws:s3:::firmware/*' };
      assert.equal(await ask([{ Action: 'iot:*' }, other], operation, input), refused);
      assert.equal(await ask([{ Action: '*' }], operation, input), 'allowed');
    }
  });

  test('a version of an object needs s3:GetObjectVersion besides', async () => {
    const documentSource = 'https://s3.amazonaws.com/payroll/secret.json?versionId=3';
    const get: Statement = { Action: 's3:GetObject' };
    const input = { jobId: 'j', targets: [], documentSource };
    assert.equal(await ask([{ Action: 'iot:*' }, get], CreateJob, input), `s3:GetObjectVersion on resource: ${object}`);
  });

  test('a role needs iam:PassRole, wherever it is named', async () => {
    const inputs = [
      [CreateJob, { jobId: 'j', targets: [], document: '{}', presignedUrlConfig: { roleArn } }],
      [UpdateJob, { jobId: 'j', presignedUrlConfig: { roleArn } }],
      [CreateJobTemplate, { jobTemplateId: 'm', document: '{}', presignedUrlConfig: { roleArn } }],
      [RegisterCACertificate, { caCertificate: 'pem', registrationConfig: { roleArn } }],
      [controlPlaneOperations.UpdatePackageConfiguration, { versionUpdateByJobsConfig: { enabled: true, roleArn } }],
    ] as const;
    for (const [operation, input] of inputs) {
      assert.equal(await ask([{ Action: 'iot:*' }], operation, input), `iam:PassRole on resource: ${roleArn}`);
      const pass: Statement = { Action: 'iam:PassRole', Resource: 'arn:aws:iam::*:role/read*' };
      assert.equal(await ask([{ Action: 'iot:*' }, pass], operation, input), 'allowed');
    }
  });
});
