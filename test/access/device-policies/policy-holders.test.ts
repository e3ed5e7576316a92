import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { PolicyHolder } from '../../../src/access/device-policies/policy-holder.ts';
import { PolicyHolders } from '../../../src/access/device-policies/policy-holders.ts';
import { openLog } from '../../../src/lib/log.ts';
import type { RequestContext } from '../../../src/operations/context.ts';
import { operationHandlers } from '../../../src/operations/index.ts';
import { statement } from '../../../src/store/database/database.ts';
import { testContext } from '../../support/context.ts';
import { addCertificate } from '../../support/identity.ts';
import { signalsTo } from '../../support/signals.ts';

const base = await testContext();
const { account } = base.settings;
const silentLog = openLog({ level: 'silent', format: 'json' });
/** As in the process of the gateway: operations signal what they change. */
let holders = new PolicyHolders(base.database, account, silentLog);
const context: RequestContext = {
  ...base,
  signals: signalsTo({ permissionsChanged: (subject) => holders.changed(subject) }),
};
const call = operationHandlers;
const names = [
  'thing',
  'thing_attribute',
  'thing_type',
  'thing_group',
  'thing_group_member',
  'thing_principal',
  'policy',
  'policy_attachment',
  'certificate',
];

beforeEach(async () => {
  await base.database.query(statement('test.empty', `TRUNCATE ${names.join(', ')} CASCADE`));
  holders = new PolicyHolders(base.database, account, silentLog);
});

const ignored = () => undefined;

function add(certificateId: string, name: string): Promise<PolicyHolder> {
  const facts = { certificateNames: ignored, sourceIp: undefined, connectAttributes: undefined };
  return holders.add({ certificateId, name, facts });
}

function createPolicy(policyName: string, Action: string, Resource = '*', Effect = 'Allow') {
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource }] });
  return call.CreatePolicy(context, { policyName, policyDocument });
}

const groupArn = (name: string) => `arn:aws:iot:us-east-1:000000000000:thinggroup/${name}`;
const isAllowed = (holder: PolicyHolder, topic: string) => holder.isAllowed('iot:Publish', topic, ignored);

describe('the policies that count', () => {
  test('are those of the certificate', async () => {
    const { certificateId, principal } = await addCertificate(base, 'ACTIVE');
    await createPolicy('p', 'iot:Publish');
    assert.equal(isAllowed(await add(certificateId, 'x'), 't'), false);
    await call.AttachPolicy(context, { policyName: 'p', target: principal });
    assert.equal(isAllowed(await add(certificateId, 'x'), 't'), true);
  });

  test('are those of the groups of the thing and of their parents, if the certificate is attached to the thing', async () => {
    const { certificateId, principal } = await addCertificate(base, 'ACTIVE');
    await call.CreateThing(context, { thingName: 'lamp' });
    await call.CreateThingGroup(context, { thingGroupName: 'all' });
    await call.CreateThingGroup(context, { thingGroupName: 'lamps', parentGroupName: 'all' });
    await call.AddThingToThingGroup(context, { thingName: 'lamp', thingGroupName: 'lamps' });
    await createPolicy('p', 'iot:Publish');
    await call.AttachPolicy(context, { policyName: 'p', target: groupArn('all') });
    const holder = await add(certificateId, 'lamp');
    assert.equal(isAllowed(holder, 't'), false);
    await call.AttachThingPrincipal(context, { thingName: 'lamp', principal });
    assert.equal(isAllowed(holder, 't'), true);
    assert.equal(isAllowed(await add(certificateId, 'another client id'), 't'), false);
  });

  test('know the thing that owns the certificate, whatever the client id', async () => {
    const { certificateId, principal } = await addCertificate(base, 'ACTIVE');
    await call.CreateThing(context, { thingName: 'lamp' });
    await call.AttachThingPrincipal(context, { thingName: 'lamp', principal, thingPrincipalType: 'EXCLUSIVE_THING' });
    const holder = await add(certificateId, 'x');
    assert.equal(holder.held.thing?.thingName, 'lamp');
  });

  test('of one certificate on many things are those of the thing named like the client id', async () => {
    const { certificateId, principal } = await addCertificate(base, 'ACTIVE');
    for (const thingName of ['a', 'b', 'c']) {
      await call.CreateThing(context, { thingName });
      if (thingName !== 'c') await call.AttachThingPrincipal(context, { thingName, principal });
    }
    const found = await Promise.all(['a', 'b', 'c', 'd'].map((name) => add(certificateId, name)));
    assert.deepEqual(
      found.map(({ held }) => held.thing?.thingName),
      ['a', 'b', undefined, undefined],
    );
  });
});

describe('a change is followed by open connections', () => {
  test('when a policy is attached to the certificate', async () => {
    const { certificateId, principal } = await addCertificate(base, 'ACTIVE');
    await createPolicy('p', 'iot:Publish');
    const holder = await add(certificateId, 'x');
    assert.equal(isAllowed(holder, 't'), false);
    await call.AttachPolicy(context, { policyName: 'p', target: principal });
    assert.equal(isAllowed(holder, 't'), true);
    await call.DetachPolicy(context, { policyName: 'p', target: principal });
    assert.equal(isAllowed(holder, 't'), false);
    await call.AttachPrincipalPolicy(context, { policyName: 'p', principal });
    assert.equal(isAllowed(holder, 't'), true);
    await call.DetachPrincipalPolicy(context, { policyName: 'p', principal });
    assert.equal(isAllowed(holder, 't'), false);
  });

  test('when a policy gets another default version', async () => {
    const { certificateId, principal } = await addCertificate(base, 'ACTIVE');
    await createPolicy('p', 'iot:Publish');
    await call.AttachPolicy(context, { policyName: 'p', target: principal });
    const holder = await add(certificateId, 'x');
    assert.equal(isAllowed(holder, 't'), true);
    const policyDocument = '{"Statement":{"Effect":"Allow","Action":"iot:Connect","Resource":"*"}}';
    await call.CreatePolicyVersion(context, { policyName: 'p', policyDocument });
    assert.equal(isAllowed(holder, 't'), true);
    await call.SetDefaultPolicyVersion(context, { policyName: 'p', policyVersionId: '2' });
    assert.equal(isAllowed(holder, 't'), false);
    await call.SetDefaultPolicyVersion(context, { policyName: 'p', policyVersionId: '1' });
    assert.equal(isAllowed(holder, 't'), true);
    await call.CreatePolicyVersion(context, { policyName: 'p', policyDocument, setAsDefault: true });
    assert.equal(isAllowed(holder, 't'), false);
  });

  test('when a group gets policies or members, or is deleted', async () => {
    const { certificateId, principal } = await addCertificate(base, 'ACTIVE');
    await call.CreateThing(context, { thingName: 'lamp' });
    await call.AttachThingPrincipal(context, { thingName: 'lamp', principal });
    await call.CreateThingGroup(context, { thingGroupName: 'g' });
    await createPolicy('p', 'iot:Publish');
    const holder = await add(certificateId, 'lamp');
    await call.AttachPolicy(context, { policyName: 'p', target: groupArn('g') });
    assert.equal(isAllowed(holder, 't'), false);
    await call.AddThingToThingGroup(context, { thingName: 'lamp', thingGroupName: 'g' });
    assert.equal(isAllowed(holder, 't'), true);
    await call.RemoveThingFromThingGroup(context, { thingName: 'lamp', thingGroupName: 'g' });
    assert.equal(isAllowed(holder, 't'), false);
    await call.UpdateThingGroupsForThing(context, { thingName: 'lamp', thingGroupsToAdd: ['g'] });
    assert.equal(isAllowed(holder, 't'), true);
    await call.DetachPolicy(context, { policyName: 'p', target: groupArn('g') });
    assert.equal(isAllowed(holder, 't'), false);
    await call.AttachPolicy(context, { policyName: 'p', target: groupArn('g') });
    assert.equal(isAllowed(holder, 't'), true);
    await call.DeleteThingGroup(context, { thingGroupName: 'g' });
    assert.equal(isAllowed(holder, 't'), false);
    await call.CreateThingGroup(context, { thingGroupName: 'g' });
    await call.AttachPolicy(context, { policyName: 'p', target: groupArn('g') });
    assert.equal(isAllowed(holder, 't'), false, 'a new group of the same name has no members');
  });

  test('when the thing gets another type or attributes, or the certificate is attached or detached', async () => {
    const { certificateId, principal } = await addCertificate(base, 'ACTIVE');
    await call.CreateThingType(context, { thingTypeName: 'bulb' });
    await call.CreateThing(context, { thingName: 'lamp', attributePayload: { attributes: { site: 'a' } } });
    const topic = 'topic/${iot:Connection.Thing.ThingTypeName}/${iot:Connection.Thing.Attributes[site]}';
    await createPolicy('p', 'iot:Publish', `arn:aws:iot:*:*:${topic}`);
    await call.AttachPolicy(context, { policyName: 'p', target: principal });
    const holder = await add(certificateId, 'lamp');
    assert.equal(isAllowed(holder, 'bulb/a'), false);
    await call.AttachThingPrincipal(context, { thingName: 'lamp', principal });
    assert.equal(isAllowed(holder, 'bulb/a'), false);
    await call.UpdateThing(context, { thingName: 'lamp', thingTypeName: 'bulb' });
    assert.equal(isAllowed(holder, 'bulb/a'), true);
    await call.UpdateThing(context, { thingName: 'lamp', attributePayload: { attributes: { site: 'b' } } });
    assert.equal(isAllowed(holder, 'bulb/a'), false);
    assert.equal(isAllowed(holder, 'bulb/b'), true);
    await call.DetachThingPrincipal(context, { thingName: 'lamp', principal });
    assert.equal(isAllowed(holder, 'bulb/b'), false);
  });

  test('when it is about a thing that owns the certificate, under another client id', async () => {
    const { certificateId, principal } = await addCertificate(base, 'ACTIVE');
    await call.CreateThing(context, { thingName: 'lamp', attributePayload: { attributes: { site: 'a' } } });
    await call.AttachThingPrincipal(context, { thingName: 'lamp', principal, thingPrincipalType: 'EXCLUSIVE_THING' });
    await createPolicy('p', 'iot:Publish', 'arn:aws:iot:*:*:topic/${iot:Connection.Thing.Attributes[site]}');
    await call.AttachPolicy(context, { policyName: 'p', target: principal });
    const holder = await add(certificateId, 'x');
    assert.equal(isAllowed(holder, 'a'), true);
    await call.UpdateThing(context, { thingName: 'lamp', attributePayload: { attributes: { site: 'b' } } });
    assert.equal(isAllowed(holder, 'a'), false);
  });

  test('at the next check, when another process made it', async () => {
    const { certificateId, principal } = await addCertificate(base, 'ACTIVE');
    await createPolicy('p', 'iot:Publish');
    await createPolicy('no', 'iot:Publish', '*', 'Deny');
    const holder = await add(certificateId, 'x');
    await call.AttachPolicy(base, { policyName: 'p', target: principal });
    assert.equal(isAllowed(holder, 't'), false);
    await holders.checkAll(async () => undefined);
    assert.equal(isAllowed(holder, 't'), true);
    const policyDocument = '{"Statement":{"Effect":"Allow","Action":"iot:Connect","Resource":"*"}}';
    await call.CreatePolicyVersion(base, { policyName: 'p', policyDocument, setAsDefault: true });
    await holders.checkAll(async () => undefined);
    assert.equal(isAllowed(holder, 't'), false);
  });

  test('when it comes while the connection is being opened', async () => {
    const { certificateId, principal } = await addCertificate(base, 'ACTIVE');
    await createPolicy('p', 'iot:Publish');
    await call.AttachPolicy(context, { policyName: 'p', target: principal });
    const opening = Array.from({ length: 20 }, (_, index) => add(certificateId, `c${index}`));
    await call.DetachPolicy(context, { policyName: 'p', target: principal });
    for (const holder of await Promise.all(opening)) assert.equal(isAllowed(holder, 't'), false);
  });
});

test('a deny on a group holds over HTTPS too, where things have no variables', async () => {
  const { certificateId, principal } = await addCertificate(base, 'ACTIVE');
  await call.CreateThing(context, { thingName: 'lamp' });
  await call.AttachThingPrincipal(context, { thingName: 'lamp', principal });
  await call.CreateThingGroup(context, { thingGroupName: 'quarantine' });
  const holder = await add(certificateId, 'lamp');
  await createPolicy('variable', 'iot:*', 'arn:aws:iot:*:*:thing/${iot:Connection.Thing.ThingName}');
  await call.AttachPolicy(context, { policyName: 'variable', target: principal });
  const outcome = () => holder.decideHttps('UpdateJobExecution', undefined).outcome;
  assert.equal(outcome(), 'implicit deny');
  await createPolicy('plain', 'iot:*', 'arn:aws:iot:*:*:thing/lamp');
  await call.AttachPolicy(context, { policyName: 'plain', target: principal });
  assert.equal(outcome(), 'allow');
  await createPolicy('no', '*', '*', 'Deny');
  await call.AttachPolicy(context, { policyName: 'no', target: groupArn('quarantine') });
  await call.AddThingToThingGroup(context, { thingName: 'lamp', thingGroupName: 'quarantine' });
  assert.equal(outcome(), 'explicit deny');
});

test('a document that cannot be read any more denies everything', async () => {
  const { certificateId, principal } = await addCertificate(base, 'ACTIVE');
  for (const policyName of ['p', 'q']) {
    await createPolicy(policyName, 'iot:Publish');
    await call.AttachPolicy(context, { policyName, target: principal });
  }
  await base.database.query(
    statement('test.spoil', `UPDATE policy_version SET policy_document = '{' WHERE policy_name = 'q'`),
  );
  assert.equal(isAllowed(await add(certificateId, 'x'), 't'), false);
});
