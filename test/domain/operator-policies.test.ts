/** The ready-made policies, held against every operation there is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extensionOperations } from '../../src/contract/extensions/index.ts';
import { controlPlaneOperations, deviceOperations } from '../../src/contract/operations/index.ts';
import { managedPolicies } from '../../src/domain/operator-policies/index.ts';
import { compilePolicy, evaluate } from '../../src/domain/policy-language/evaluate.ts';
import { parsePolicyDocument } from '../../src/domain/policy-language/policy-document.ts';

const controlPlane = Object.keys(controlPlaneOperations);
const actions = [
  ...controlPlane.map((name) => `iot:${name}`),
  ...Object.keys(deviceOperations).map((name) => `iotjobsdata:${name}`),
  ...Object.keys(extensionOperations).map((name) => `musterd:${name}`),
];

function allowedBy(policyName: string, among = actions): readonly string[] {
  const policy = managedPolicies.find((one) => one.policyName === policyName);
  assert.ok(policy !== undefined);
  const statements = compilePolicy(policyName, parsePolicyDocument(policy.policyDocument, 6_144));
  const isAllowed = (action: string) =>
    evaluate(statements, { actions: [action], resource: '*', context: () => undefined }).outcome === 'allow';
  return among.filter(isAllowed);
}

test('an administrator may do everything', () => {
  assert.deepEqual(allowedBy('administrator'), actions);
});

test('who may only read may do all of it, and nothing else', () => {
  const reading = /^(iot|iotjobsdata):(Get|List|Describe|Search|Test)|^musterd:(GetClock|TestDevice|DescribeJobReach)$/;
  assert.deepEqual(
    allowedBy('read-only'),
    actions.filter((action) => reading.test(action)),
  );
});

test('an operator changes jobs and the registry, and neither identities nor users', () => {
  const allowed = new Set(allowedBy('operator'));
  const forbidden = controlPlane.filter((name) => !allowed.has(`iot:${name}`));
  assert.ok(forbidden.length > 0);
  for (const name of forbidden) {
    assert.match(name, /Policy|Certificate|CACertificate|ThingPrincipal|TestAuthorization|PackageVersionSbom/, name);
  }
  const identities = /^iot:(Create|Update|Delete|Register|Attach|Detach|Set).*(Polic|Certificate|ThingPrincipal)/;
  assert.deepEqual(
    [...allowed].filter((action) => identities.test(action)),
    [],
  );
  assert.deepEqual(
    [...allowed].filter((action) => action.startsWith('musterd:')),
    ['musterd:GetClock', 'musterd:DescribeJobReach', 'musterd:TestDevice'],
  );
});

test('who may create jobs may use objects and roles for them', () => {
  const foreign = ['s3:GetObject', 's3:GetObjectVersion', 'iam:PassRole'];
  for (const { policyName } of managedPolicies) {
    const mayCreate = allowedBy(policyName).includes('iot:CreateJob');
    assert.deepEqual(allowedBy(policyName, foreign), mayCreate ? foreign : [], policyName);
  }
});

test('a provisioner of devices touches no job and deletes nothing', () => {
  const allowed = allowedBy('device-provisioner');
  assert.ok(allowed.includes('iot:CreateKeysAndCertificate') && allowed.includes('iot:AttachPolicy'));
  assert.deepEqual(
    allowed.filter(
      (action) => /Job|Delete|Policy(Version)?$/.test(action) && !/:(Attach|Detach|Get)Policy$/.test(action),
    ),
    [],
  );
});
