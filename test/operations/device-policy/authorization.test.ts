import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { report } from '../../../src/cli/policy.ts';
import { packageRoot } from '../../../src/lib/package-root.ts';
import type { RequestContext } from '../../../src/operations/context.ts';
import { testDevice } from '../../../src/operations/extensions/thing/test-device.ts';
import { operationHandlers as call } from '../../../src/operations/index.ts';
import { testContext } from '../../support/context.ts';
import { extensionRequest } from '../../support/extension-request.ts';
import { addCertificate } from '../../support/identity.ts';
import { refusal } from '../../support/refusal.ts';

const context: RequestContext = await testContext();
const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
const document = (...Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const documented = document(
  { Sid: 'connect', Effect: 'Allow', Action: 'iot:Connect', Resource: arn('client/${iot:Connection.Thing.ThingName}') },
  {
    Effect: 'Allow',
    Action: ['iot:Publish', 'iot:Receive'],
    Resource: arn('topic/$aws/things/${iot:Connection.Thing.ThingName}/jobs/*'),
  },
  {
    Effect: 'Allow',
    Action: 'iot:Subscribe',
    Resource: arn('topicfilter/$aws/things/${iot:Connection.Thing.ThingName}/jobs/*'),
  },
);
await call.CreatePolicy(context, { policyName: 'device', policyDocument: documented });
await call.CreatePolicy(context, {
  policyName: 'quiet',
  policyDocument: document({ Effect: 'Deny', Action: 'iot:Publish', Resource: arn('topic/*/update') }),
});
await call.CreatePolicy(context, {
  policyName: 'office',
  policyDocument: document({
    Effect: 'Allow',
    Action: 'iot:Connect',
    Resource: '*',
    Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
  }),
});
await call.CreateThingGroup(context, { thingGroupName: 'all' });
await call.CreateThingGroup(context, { thingGroupName: 'lamps', parentGroupName: 'all' });
await call.CreateThing(context, { thingName: 'lamp' });
await call.AddThingToThingGroup(context, { thingName: 'lamp', thingGroupName: 'lamps' });
await call.AttachPolicy(context, { policyName: 'quiet', target: arn('thinggroup/all') });
const { principal } = await addCertificate(context as Awaited<ReturnType<typeof testContext>>, 'ACTIVE');
await call.AttachThingPrincipal(context, { thingName: 'lamp', principal });
await call.AttachPolicy(context, { policyName: 'device', target: principal });

describe('GetEffectivePolicies', () => {
  const namesOf = async (input: Parameters<typeof call.GetEffectivePolicies>[1]) => {
    const { effectivePolicies = [] } = await call.GetEffectivePolicies(context, input);
    return effectivePolicies.map(({ policyName }) => policyName);
  };

  test('gives the documents that are in force, of the certificate and of the groups of the thing', async () => {
    assert.deepEqual(await namesOf({ principal }), ['device']);
    assert.deepEqual(await namesOf({ principal, thingName: 'lamp' }), ['device', 'quiet']);
    assert.deepEqual(await namesOf({ thingName: 'lamp' }), ['quiet']);
    assert.deepEqual(await call.GetEffectivePolicies(context, { principal }), {
      effectivePolicies: [{ policyName: 'device', policyArn: arn('policy/device'), policyDocument: documented }],
    });
  });

  test('refuses what does not exist or is not here', async () => {
    const get = (input: Parameters<typeof call.GetEffectivePolicies>[1]) => call.GetEffectivePolicies(context, input);
    await assert.rejects(get({}), refusal('InvalidRequestException', /principal or a thing/));
    await assert.rejects(get({ cognitoIdentityPoolId: 'x' }), refusal('InvalidRequestException', /Cognito/));
    await assert.rejects(
      get({ principal: arn(`cert/${'0'.repeat(64)}`) }),
      refusal('ResourceNotFoundException', /Principal/),
    );
    await assert.rejects(get({ principal, thingName: 'none' }), refusal('ResourceNotFoundException', /none/));
  });
});

describe('TestAuthorization', () => {
  type Input = Parameters<typeof call.TestAuthorization>[1];
  type AuthInfo = Input['authInfos'][number];

  async function testOne(authInfo: AuthInfo, more: Partial<Input> = {}) {
    const { authResults = [] } = await call.TestAuthorization(context, {
      principal,
      clientId: 'lamp',
      authInfos: [authInfo],
      ...more,
    });
    assert.equal(authResults.length, 1);
    return authResults[0];
  }
  const topic = (end: string) => arn(`topic/$aws/things/lamp/jobs/${end}`);
  const device = { policyName: 'device', policyArn: arn('policy/device') };
  const quiet = { policyName: 'quiet', policyArn: arn('policy/quiet') };

  test('tells which policies allow', async () => {
    const authInfo = { actionType: 'CONNECT', resources: [arn('client/lamp')] } as const;
    assert.deepEqual(await testOne(authInfo), {
      authInfo,
      allowed: { policies: [device] },
      denied: { implicitDeny: { policies: [] }, explicitDeny: { policies: [] } },
      authDecision: 'ALLOWED',
      missingContextValues: [],
    });
  });

  test('tells which policies deny, and what would be without them', async () => {
    const authInfo = { actionType: 'PUBLISH', resources: [topic('j/get'), topic('j/update')] } as const;
    const result = await testOne(authInfo);
    assert.equal(result?.authDecision, 'EXPLICIT_DENY');
    assert.deepEqual(result?.denied?.explicitDeny, { policies: [quiet] });
    assert.equal((await testOne(authInfo, { policyNamesToSkip: ['quiet'] }))?.authDecision, 'ALLOWED');
    const other = await testOne(authInfo, { policyNamesToSkip: ['device', 'quiet'] });
    assert.equal(other?.authDecision, 'IMPLICIT_DENY');
  });

  test('tells which values it does not know', async () => {
    const authInfo = { actionType: 'CONNECT', resources: [arn('client/x')] } as const;
    const result = await testOne(authInfo, { clientId: 'x', policyNamesToAdd: ['office'] });
    assert.equal(result?.authDecision, 'IMPLICIT_DENY');
    assert.deepEqual(result?.missingContextValues?.toSorted(), ['aws:SourceIp', 'iot:Connection.Thing.ThingName']);
  });

  test('refuses what does not exist or says too little', async () => {
    const authInfo = { actionType: 'CONNECT', resources: [arn('client/x')] } as const;
    const none = arn(`cert/${'0'.repeat(64)}`);
    await assert.rejects(testOne(authInfo, { principal: none }), refusal('ResourceNotFoundException', /Principal/));
    await assert.rejects(testOne(authInfo, { principal: undefined }), refusal('InvalidRequestException', /principal/));
    await assert.rejects(
      testOne(authInfo, { policyNamesToAdd: ['none'] }),
      refusal('ResourceNotFoundException', /none/),
    );
    await assert.rejects(testOne({ resources: ['x'] }), refusal('InvalidRequestException', /actionType/));
    await assert.rejects(testOne({ ...authInfo, resources: [] }), refusal('InvalidRequestException', /resource/));
  });
});

describe('what a device may do', () => {
  test('is told for each of its certificates, with the statement that says so', async () => {
    const { certificates = [] } = await testDevice(extensionRequest(context), { thingName: 'lamp', jobId: 'j1' });
    const [certificate] = certificates;
    assert.deepEqual([certificates.length, certificate?.status], [1, 'ACTIVE']);
    const reasonFor = (action: string, resource: string) =>
      certificate?.permissions?.find((permission) => permission.action === action && permission.resource === resource);
    const jobs = 'topic/$aws/things/lamp/jobs';
    assert.deepEqual(reasonFor('iot:Connect', 'client/lamp'), {
      action: 'iot:Connect',
      resource: 'client/lamp',
      allowed: true,
      reason: 'statement "connect" of the policy device allows it',
    });
    assert.equal(reasonFor('iot:Publish', `${jobs}/start-next`)?.reason, 'statement 1 of the policy device allows it');
    assert.equal(reasonFor('iot:Publish', `${jobs}/j1/update`)?.reason, 'statement 0 of the policy quiet denies it');
    const call = reasonFor('iotjobsdata:UpdateJobExecution', 'thing/lamp');
    assert.deepEqual([call?.allowed, call?.reason], [false, 'no statement allows it of the policies device, quiet']);
  });

  test('tells what is missing from HTTPS that is not needed over MQTT, unless a statement is about it', async () => {
    const policyDocument = readFileSync(join(packageRoot, 'docs', 'device-policy.json'), 'utf8');
    await call.CreatePolicy(context, { policyName: 'sample', policyDocument });
    // Variables of things have no value over HTTPS, so this one is a mistake.
    const Resource = arn('thing/${iot:Connection.Thing.ThingName}');
    const mistaken = document({ Effect: 'Allow', Action: 'iot:UpdateJobExecution', Resource });
    await call.CreatePolicy(context, { policyName: 'mistaken', policyDocument: mistaken });
    await call.CreateThing(context, { thingName: 'plain' });
    const { principal: target } = await addCertificate(context as Awaited<ReturnType<typeof testContext>>, 'ACTIVE');
    await call.AttachThingPrincipal(context, { thingName: 'plain', principal: target });
    await call.AttachPolicy(context, { policyName: 'sample', target });
    const refused = async () => {
      const tested = await testDevice(extensionRequest(context), { thingName: 'plain' });
      const lines = report(tested)
        .split('\n')
        .filter((line) => / iotjobsdata:/.test(line));
      assert.equal(lines.length, 4);
      assert.doesNotMatch(report(tested).replaceAll(/^.* iotjobsdata:.*$/gm, ''), /^ +no /im);
      return lines.map((line) => line.trim().replace(/ +iotjobsdata:.*thing\/plain +/, ': '));
    };
    assert.deepEqual(await refused(), Array(4).fill('no: not allowed, and not needed over MQTT'));
    await call.AttachPolicy(context, { policyName: 'mistaken', target });
    assert.deepEqual(await refused(), Array(4).fill('NO: no statement allows it of the policies mistaken, sample'));
  });

  test('is told for the topics of a namespace, which take the place of the plain notifications', async () => {
    const asked = { thingName: 'lamp', jobId: 'j1', namespaceId: 'NS' };
    const { certificates = [] } = await testDevice(extensionRequest(context), asked);
    const ends = (certificates[0]?.permissions ?? [])
      .filter(({ action, resource }) => action !== 'iot:Receive' && /NS|notify/.test(resource ?? ''))
      .map(({ resource }) => resource?.replace(/^.*?\/jobs\//, ''))
      .filter((end) => !/\/(accepted|rejected|\+)$/.test(end ?? ''));
    assert.deepEqual(ends, [
      'notify-namespace-NS',
      'notify-next-namespace-NS',
      '$next/namespace-NS/get',
      'j1/namespace-NS/get',
      'j1/namespace-NS/update',
    ]);
  });

  test('says what is most likely wrong if it cannot connect', async () => {
    const { certificates = [] } = await testDevice(extensionRequest(context), { thingName: 'lamp', clientId: 'other' });
    assert.match(certificates[0]?.hint ?? '', /not attached to a thing "other"/);
    await assert.rejects(
      testDevice(extensionRequest(context), { thingName: 'none' }),
      refusal('ResourceNotFoundException', /none/),
    );
  });
});
