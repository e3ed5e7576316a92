import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyHandlers } from '../../../src/operations/device-policy/index.ts';
import { testContext } from '../../support/context.ts';
import { addCertificate, addThingGroup } from '../../support/identity.ts';
import { refusal } from '../../support/refusal.ts';

const {
  CreatePolicy,
  DeletePolicy,
  AttachPolicy,
  DetachPolicy,
  ListAttachedPolicies,
  ListTargetsForPolicy,
  AttachPrincipalPolicy,
  DetachPrincipalPolicy,
  ListPrincipalPolicies,
  ListPolicyPrincipals,
} = policyHandlers;
const DOCUMENT = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'iot:*', Resource: '*' } });
const group = (name: string) => `arn:aws:iot:us-east-1:000000000000:thinggroup/${name}`;
const UNKNOWN = `arn:aws:iot:us-east-1:000000000000:cert/${'0'.repeat(64)}`;
const FOREIGN = `arn:aws:iot:us-east-1:999999999999:cert/${'0'.repeat(64)}`;

const context = await testContext();
let count = 0;

async function newPolicies(number: number): Promise<string[]> {
  const names: string[] = [];
  for (let i = 0; i < number; i += 1) {
    count += 1;
    names.push(`policy-${String(count).padStart(4, '0')}`);
  }
  for (const policyName of names) await CreatePolicy(context, { policyName, policyDocument: DOCUMENT });
  return names;
}

async function newPolicy(): Promise<string> {
  const [policyName = ''] = await newPolicies(1);
  return policyName;
}

async function attachedTo(target: string, recursive?: boolean) {
  const { policies } = await ListAttachedPolicies(context, { target, recursive });
  return policies?.map((policy) => policy.policyName);
}

test('attaching and detaching are idempotent, in both forms of the operations', async () => {
  const { principal } = await addCertificate(context);
  const policyName = await newPolicy();
  await AttachPolicy(context, { policyName, target: principal });
  await AttachPolicy(context, { policyName, target: principal });
  await AttachPrincipalPolicy(context, { policyName, principal });
  assert.deepEqual((await ListAttachedPolicies(context, { target: principal })).policies, [
    { policyName, policyArn: `arn:aws:iot:us-east-1:000000000000:policy/${policyName}` },
  ]);
  assert.deepEqual((await ListTargetsForPolicy(context, { policyName })).targets, [principal]);
  await DetachPrincipalPolicy(context, { policyName, principal });
  await DetachPrincipalPolicy(context, { policyName, principal });
  await DetachPolicy(context, { policyName, target: principal });
  assert.deepEqual(await attachedTo(principal), []);
});

test('a target has ten policies at most, also when many are attached at once', async () => {
  const { principal: target } = await addCertificate(context);
  await addThingGroup(context, 'limited/');
  const names = await newPolicies(12);
  for (const one of [target, group('limited')]) {
    const results = await Promise.allSettled(
      names.map((policyName) => AttachPolicy(context, { policyName, target: one })),
    );
    assert.equal(results.filter((result) => result.status === 'fulfilled').length, 10);
    const attached = await attachedTo(one);
    const eleventh = names.find((name) => !attached?.includes(name)) ?? '';
    await assert.rejects(
      AttachPolicy(context, { policyName: eleventh, target: one }),
      refusal('LimitExceededException', `At most 10 policies can be attached to ${one}.`),
    );
    await AttachPolicy(context, { policyName: attached?.[0] ?? '', target: one });
  }
});

test('an attachment and the deletion of the policy at once leave no dangling attachment', async () => {
  const { principal: target } = await addCertificate(context);
  for (const policyName of await newPolicies(10)) {
    const [attached, deleted] = await Promise.allSettled([
      AttachPolicy(context, { policyName, target }),
      DeletePolicy(context, { policyName }),
    ]);
    assert.notEqual(attached.status, deleted.status);
    const reason = attached.status === 'rejected' ? attached.reason : deleted.status === 'rejected' && deleted.reason;
    refusal(attached.status === 'rejected' ? 'ResourceNotFoundException' : 'DeleteConflictException')(reason);
    if (attached.status === 'fulfilled') await DetachPolicy(context, { policyName, target });
  }
  assert.deepEqual(await attachedTo(target), []);
});

test('the policies of parent groups are listed on request, each once', async () => {
  for (const path of ['fleet/', 'fleet/north/', 'fleet/north/hall/', 'fleet/south/'])
    await addThingGroup(context, path);
  const [ofAll = '', ofFleet = '', ofNorth = '', ofSouth = ''] = await newPolicies(4);
  for (const name of ['fleet', 'north', 'hall'])
    await AttachPolicy(context, { policyName: ofAll, target: group(name) });
  await AttachPolicy(context, { policyName: ofFleet, target: group('fleet') });
  await AttachPolicy(context, { policyName: ofNorth, target: group('north') });
  await AttachPolicy(context, { policyName: ofSouth, target: group('south') });
  assert.deepEqual(await attachedTo(group('hall')), [ofAll]);
  assert.deepEqual(await attachedTo(group('hall'), true), [ofAll, ofFleet, ofNorth]);
  assert.deepEqual(await attachedTo(group('fleet'), true), [ofAll, ofFleet]);
  const first = await ListAttachedPolicies(context, { target: group('hall'), recursive: true, pageSize: 2 });
  const { nextMarker: marker } = first;
  const second = await ListAttachedPolicies(context, { target: group('hall'), recursive: true, pageSize: 2, marker });
  assert.deepEqual(
    [...(first.policies ?? []), ...(second.policies ?? [])].map((policy) => policy.policyName),
    [ofAll, ofFleet, ofNorth],
  );
  await assert.rejects(
    ListAttachedPolicies(context, { target: group('hall'), pageSize: 2, marker }),
    refusal('InvalidRequestException'),
  );
});

test('unknown policies and targets are not found, or invalid where the model knows no such error', async () => {
  const policyName = await newPolicy();
  const { principal: target } = await addCertificate(context);
  const missing = 'no-such-policy';
  for (const attempt of [
    () => AttachPolicy(context, { policyName: missing, target }),
    () => AttachPrincipalPolicy(context, { policyName: missing, principal: target }),
    () => DetachPrincipalPolicy(context, { policyName: missing, principal: target }),
    () => ListTargetsForPolicy(context, { policyName: missing }),
    () => ListPolicyPrincipals(context, { policyName: missing }),
  ]) {
    await assert.rejects(attempt, refusal('ResourceNotFoundException', `Policy ${missing} does not exist.`));
  }
  for (const other of [UNKNOWN, FOREIGN]) {
    for (const attempt of [
      () => AttachPolicy(context, { policyName, target: other }),
      () => AttachPrincipalPolicy(context, { policyName, principal: other }),
      () => DetachPrincipalPolicy(context, { policyName, principal: other }),
      () => ListAttachedPolicies(context, { target: other }),
      () => ListPrincipalPolicies(context, { principal: other }),
    ]) {
      await assert.rejects(attempt, refusal('ResourceNotFoundException'));
    }
    await assert.rejects(DetachPolicy(context, { policyName, target: other }), refusal('InvalidRequestException'));
  }
  await assert.rejects(
    AttachPolicy(context, { policyName, target: group('no-such-group') }),
    refusal('ResourceNotFoundException', `Invalid Target: ${group('no-such-group')} does not exist.`),
  );
  await assert.rejects(DetachPolicy(context, { policyName: missing, target }), refusal('InvalidRequestException'));
});

test('malformed targets are invalid, and a thing group is no principal', async () => {
  await addThingGroup(context, 'not-a-principal/');
  const policyName = await newPolicy();
  for (const target of ['', 'junk', 'arn:aws:iot:us-east-1:000000000000:thing/t', 'a\0b']) {
    for (const attempt of [
      () => AttachPolicy(context, { policyName, target }),
      () => DetachPolicy(context, { policyName, target }),
      () => ListAttachedPolicies(context, { target }),
    ]) {
      await assert.rejects(attempt, refusal('InvalidRequestException'));
    }
  }
  for (const attempt of [
    () => AttachPrincipalPolicy(context, { policyName, principal: group('not-a-principal') }),
    () => DetachPrincipalPolicy(context, { policyName, principal: group('not-a-principal') }),
    () => ListPrincipalPolicies(context, { principal: group('not-a-principal') }),
  ]) {
    await assert.rejects(attempt, refusal('InvalidRequestException', /The principal must be the ARN of a certificate/));
  }
});

test('a policy that is left on a deleted group can still be detached', async () => {
  await addThingGroup(context, 'gone/');
  const policyName = await newPolicy();
  await AttachPolicy(context, { policyName, target: group('gone') });
  await context.database.query({ name: '', text: "DELETE FROM thing_group WHERE thing_group_name = 'gone'" });
  await DetachPolicy(context, { policyName, target: group('gone') });
  await DeletePolicy(context, { policyName });
});

test('the policies of a principal are listed as they were attached, in both directions and page by page', async () => {
  const { principal } = await addCertificate(context);
  const names = (await newPolicies(3)).toReversed();
  for (const policyName of names) {
    context.clock.advance(1);
    await AttachPrincipalPolicy(context, { policyName, principal });
  }
  const list = async (ascendingOrder: boolean | undefined) => {
    const seen: (string | undefined)[] = [];
    let marker: string | undefined;
    do {
      const page = await ListPrincipalPolicies(context, { principal, pageSize: 1, marker, ascendingOrder });
      seen.push(...(page.policies ?? []).map((policy) => policy.policyName));
      marker = page.nextMarker;
    } while (marker !== undefined);
    return seen;
  };
  assert.deepEqual(await list(true), names);
  assert.deepEqual(await list(undefined), names.toReversed());
});

test('the targets of a policy are listed with groups, its principals without', async () => {
  const policyName = await newPolicy();
  await addThingGroup(context, 'listed/');
  const [first, second] = [await addCertificate(context), await addCertificate(context)];
  const targets = [first.principal, group('listed'), second.principal];
  for (const target of targets) {
    context.clock.advance(1);
    await AttachPolicy(context, { policyName, target });
  }
  const seen: string[] = [];
  let marker: string | undefined;
  do {
    const page = await ListTargetsForPolicy(context, { policyName, pageSize: 1, marker });
    seen.push(...(page.targets ?? []));
    marker = page.nextMarker;
  } while (marker !== undefined);
  assert.deepEqual(seen, targets);
  const principals = [first.principal, second.principal];
  assert.deepEqual((await ListPolicyPrincipals(context, { policyName, ascendingOrder: true })).principals, principals);
  assert.deepEqual((await ListPolicyPrincipals(context, { policyName })).principals, principals.toReversed());
});
