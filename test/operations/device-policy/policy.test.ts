import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyHandlers } from '../../../src/operations/device-policy/index.ts';
import { tagHandlers } from '../../../src/operations/tag/index.ts';
import { testContext } from '../../support/context.ts';
import { addCertificate } from '../../support/identity.ts';
import { refusal } from '../../support/refusal.ts';

const {
  CreatePolicy,
  GetPolicy,
  ListPolicies,
  DeletePolicy,
  CreatePolicyVersion,
  GetPolicyVersion,
  ListPolicyVersions,
  DeletePolicyVersion,
  SetDefaultPolicyVersion,
  AttachPolicy,
  DetachPolicy,
} = policyHandlers;

/** Documents that differ in their text only, spaces included. */
const document = (sid: string) =>
  `{ "Version": "2012-10-17",  "Statement": [{ "Sid": "${sid}", "Effect": "Allow", "Action": "iot:*", "Resource": "*" }] }`;
const MALFORMED = '{"Statement":[]}';

const context = await testContext();
let count = 0;

async function newPolicy(): Promise<string> {
  count += 1;
  const policyName = `policy-${count}`;
  await CreatePolicy(context, { policyName, policyDocument: document('v1') });
  return policyName;
}

async function versionsOf(policyName: string) {
  const { policyVersions } = await ListPolicyVersions(context, { policyName });
  return policyVersions?.map(({ versionId, isDefaultVersion }) => `${versionId}${isDefaultVersion ? '*' : ''}`);
}

test('a policy is created with version 1 and returned byte for byte', async () => {
  const policyArn = 'arn:aws:iot:us-east-1:000000000000:policy/p+=,.@-_1';
  assert.deepEqual(await CreatePolicy(context, { policyName: 'p+=,.@-_1', policyDocument: document('v1') }), {
    policyName: 'p+=,.@-_1',
    policyArn,
    policyDocument: document('v1'),
    policyVersionId: '1',
  });
  const { generationId, ...policy } = await GetPolicy(context, { policyName: 'p+=,.@-_1' });
  assert.match(generationId ?? '', /^[0-9a-f-]{36}$/);
  assert.deepEqual(policy, {
    policyName: 'p+=,.@-_1',
    policyArn,
    policyDocument: document('v1'),
    defaultVersionId: '1',
    creationDate: context.clock.now(),
    lastModifiedDate: context.clock.now(),
  });
});

test('a policy name is taken once, also when many take it at once', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 6 }, () => CreatePolicy(context, { policyName: 'taken', policyDocument: document('v1') })),
  );
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
  await assert.rejects(
    CreatePolicy(context, { policyName: 'taken', policyDocument: document('v2') }),
    refusal('ResourceAlreadyExistsException', 'Policy cannot be created - name already exists (name=taken)', {
      resourceId: 'taken',
      resourceArn: 'arn:aws:iot:us-east-1:000000000000:policy/taken',
    }),
  );
});

test('a malformed document makes neither a policy nor a version', async () => {
  const policyName = await newPolicy();
  await assert.rejects(
    CreatePolicy(context, { policyName: 'malformed', policyDocument: MALFORMED }),
    refusal('MalformedPolicyException'),
  );
  await assert.rejects(GetPolicy(context, { policyName: 'malformed' }), refusal('ResourceNotFoundException'));
  await assert.rejects(
    CreatePolicyVersion(context, { policyName, policyDocument: MALFORMED }),
    refusal('MalformedPolicyException'),
  );
  assert.deepEqual(await versionsOf(policyName), ['1*']);
});

test('tags are stored with the policy, refused with it, and die with it', async () => {
  const policyName = 'tagged';
  const resourceArn = 'arn:aws:iot:us-east-1:000000000000:policy/tagged';
  const tags = [{ Key: 'team', Value: 'a' }];
  await assert.rejects(
    CreatePolicy(context, { policyName, policyDocument: document('v1'), tags: [...tags, ...tags] }),
    refusal('InvalidRequestException'),
  );
  await CreatePolicy(context, { policyName, policyDocument: document('v1'), tags });
  assert.deepEqual((await tagHandlers.ListTagsForResource(context, { resourceArn })).tags, tags);
  await DeletePolicy(context, { policyName });
  await CreatePolicy(context, { policyName, policyDocument: document('v1') });
  assert.deepEqual((await tagHandlers.ListTagsForResource(context, { resourceArn })).tags, []);
});

test('a new version comes into force only when asked', async () => {
  const policyName = await newPolicy();
  context.clock.advance(1000);
  const second = await CreatePolicyVersion(context, { policyName, policyDocument: document('v2') });
  assert.equal(second.policyVersionId, '2');
  assert.equal(second.isDefaultVersion, false);
  assert.equal((await GetPolicy(context, { policyName })).policyDocument, document('v1'));
  const third = await CreatePolicyVersion(context, { policyName, policyDocument: document('v3'), setAsDefault: true });
  assert.equal(third.isDefaultVersion, true);
  assert.equal((await GetPolicy(context, { policyName })).policyDocument, document('v3'));
  await SetDefaultPolicyVersion(context, { policyName, policyVersionId: '2' });
  const policy = await GetPolicy(context, { policyName });
  assert.equal(policy.policyDocument, document('v2'));
  assert.equal(policy.defaultVersionId, '2');
  assert.equal(policy.lastModifiedDate, context.clock.now());
  assert.deepEqual(await versionsOf(policyName), ['3', '2*', '1']);
  const { generationId, ...version } = await GetPolicyVersion(context, { policyName, policyVersionId: '1' });
  assert.ok(generationId);
  assert.deepEqual(version, {
    policyArn: `arn:aws:iot:us-east-1:000000000000:policy/${policyName}`,
    policyName,
    policyDocument: document('v1'),
    policyVersionId: '1',
    isDefaultVersion: false,
    creationDate: context.clock.now() - 1000,
    lastModifiedDate: context.clock.now() - 1000,
  });
});

test('a policy has five versions at most, also when many are added at once', async () => {
  const policyName = await newPolicy();
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, i) =>
      CreatePolicyVersion(context, { policyName, policyDocument: document(`x${i}`) }),
    ),
  );
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 4);
  await assert.rejects(
    CreatePolicyVersion(context, { policyName, policyDocument: document('v6') }),
    refusal(
      'VersionsLimitExceededException',
      `The policy ${policyName} already has the maximum number of versions (5)`,
    ),
  );
  assert.deepEqual(await versionsOf(policyName), ['5', '4', '3', '2', '1*']);
});

test('the number of a deleted version is not used again', async () => {
  const policyName = await newPolicy();
  await CreatePolicyVersion(context, { policyName, policyDocument: document('v2') });
  await DeletePolicyVersion(context, { policyName, policyVersionId: '2' });
  const { policyVersionId } = await CreatePolicyVersion(context, { policyName, policyDocument: document('v3') });
  assert.equal(policyVersionId, '3');
});

test('the default version cannot be deleted', async () => {
  const policyName = await newPolicy();
  await assert.rejects(
    DeletePolicyVersion(context, { policyName, policyVersionId: '1' }),
    refusal('DeleteConflictException', 'Cannot delete the default version of a policy'),
  );
});

test('a policy with further versions cannot be deleted', async () => {
  const policyName = await newPolicy();
  await CreatePolicyVersion(context, { policyName, policyDocument: document('v2') });
  await assert.rejects(
    DeletePolicy(context, { policyName }),
    refusal(
      'DeleteConflictException',
      `Cannot delete the policy because it has one or more policy versions attached to it (name=${policyName})`,
    ),
  );
  await DeletePolicyVersion(context, { policyName, policyVersionId: '2' });
  await DeletePolicy(context, { policyName });
  await assert.rejects(GetPolicy(context, { policyName }), refusal('ResourceNotFoundException'));
});

test('a policy that is attached cannot be deleted', async () => {
  const policyName = await newPolicy();
  const { principal: target } = await addCertificate(context);
  await AttachPolicy(context, { policyName, target });
  await assert.rejects(
    DeletePolicy(context, { policyName }),
    refusal(
      'DeleteConflictException',
      `The policy cannot be deleted as the policy is attached to one or more principals (name=${policyName})`,
    ),
  );
  await DetachPolicy(context, { policyName, target });
  await DeletePolicy(context, { policyName });
});

test('an unknown policy is not found by any operation', async () => {
  const policyName = 'no-such-policy';
  for (const attempt of [
    () => GetPolicy(context, { policyName }),
    () => DeletePolicy(context, { policyName }),
    () => CreatePolicyVersion(context, { policyName, policyDocument: document('v2') }),
    () => GetPolicyVersion(context, { policyName, policyVersionId: '1' }),
    () => ListPolicyVersions(context, { policyName }),
    () => DeletePolicyVersion(context, { policyName, policyVersionId: '1' }),
    () => SetDefaultPolicyVersion(context, { policyName, policyVersionId: '1' }),
  ]) {
    await assert.rejects(attempt, refusal('ResourceNotFoundException', `Policy ${policyName} does not exist.`));
  }
});

test('an unknown version is not found, whatever number it has', async () => {
  const policyName = await newPolicy();
  for (const policyVersionId of ['0', '2', '01', '9'.repeat(30)]) {
    for (const attempt of [
      () => GetPolicyVersion(context, { policyName, policyVersionId }),
      () => DeletePolicyVersion(context, { policyName, policyVersionId }),
      () => SetDefaultPolicyVersion(context, { policyName, policyVersionId }),
    ]) {
      await assert.rejects(
        attempt,
        refusal('ResourceNotFoundException', `Policy ${policyName} has no version ${policyVersionId}.`),
      );
    }
  }
});

test('policies are listed by creation, in both directions and page by page', async () => {
  const empty = await testContext();
  for (const policyName of ['b', 'a', 'd', 'c', 'e']) {
    if (policyName !== 'c') empty.clock.advance(1000);
    await CreatePolicy(empty, { policyName, policyDocument: document('v1') });
  }
  const list = async (ascendingOrder: boolean | undefined) => {
    const names: (string | undefined)[] = [];
    let marker: string | undefined;
    do {
      const page = await ListPolicies(empty, { pageSize: 2, marker, ascendingOrder });
      names.push(...(page.policies ?? []).map((policy) => policy.policyName));
      marker = page.nextMarker;
    } while (marker !== undefined);
    return names;
  };
  assert.deepEqual(await list(true), ['b', 'a', 'c', 'd', 'e']);
  assert.deepEqual(await list(undefined), ['e', 'd', 'c', 'a', 'b']);
});
