/** Certificates, policies and what they are attached to, through `@aws-sdk/client-iot`. */
import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import {
  AttachPolicyCommand,
  AttachPrincipalPolicyCommand,
  AttachThingPrincipalCommand,
  CertificateStateException,
  CreateCertificateFromCsrCommand,
  CreateKeysAndCertificateCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateThingCommand,
  DeleteCertificateCommand,
  DeleteConflictException,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteThingCommand,
  DescribeCertificateCommand,
  DetachPolicyCommand,
  DetachPrincipalPolicyCommand,
  DetachThingPrincipalCommand,
  GetEffectivePoliciesCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  InvalidRequestException,
  ListPolicyPrincipalsCommand,
  ListPolicyVersionsCommand,
  ListPrincipalPoliciesCommand,
  ListPrincipalThingsCommand,
  ListPrincipalThingsV2Command,
  ListThingPrincipalsCommand,
  ListThingPrincipalsV2Command,
  MalformedPolicyException,
  paginateListAttachedPolicies,
  paginateListCertificates,
  paginateListPolicies,
  paginateListTargetsForPolicy,
  RegisterCertificateWithoutCACommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  SetDefaultPolicyVersionCommand,
  TestAuthorizationCommand,
  UpdateCertificateCommand,
  VersionsLimitExceededException,
} from '@aws-sdk/client-iot';
import { certificateOperations } from '../../../src/contract/operations/certificate/index.ts';
import { policyOperations } from '../../../src/contract/operations/device-policy/index.ts';
import { principalOperations } from '../../../src/contract/operations/principal/index.ts';
import { ec, selfSigned, signingRequest } from '../../support/certificates.ts';
import { uniqueName } from '../support/device.ts';
import { arnOf, assertAllAsked, recordingClient, refusal } from '../support/iot-client.ts';
import { wireServer } from '../support/server.ts';

const server = await wireServer();
const client = recordingClient(server);
const { iot } = client;

function policyOf(action: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
  });
}

test('a certificate with its keys is described, listed, switched off and deleted', async () => {
  const created = await iot.send(new CreateKeysAndCertificateCommand({ setAsActive: true }));
  const { certificateId = '', certificateArn, certificatePem = '', keyPair } = created;
  assert.equal(certificateArn, arnOf(server, 'cert', certificateId));
  const certificate = new X509Certificate(certificatePem);
  assert.ok(certificate.checkPrivateKey(createPrivateKey(keyPair?.PrivateKey ?? '')));

  const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
  assert.equal(certificateDescription?.status, 'ACTIVE');
  assert.equal(certificateDescription?.certificatePem, certificatePem);
  assert.equal(certificateDescription?.validity?.notAfter?.getTime(), Date.parse(certificate.validTo));
  assert.ok(Math.abs((certificateDescription?.creationDate?.getTime() ?? 0) - Date.now()) < 60_000);

  const refused = await refusal(iot.send(new DeleteCertificateCommand({ certificateId })), CertificateStateException);
  assert.equal(refused.$metadata.httpStatusCode, 406);
  await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
  const statuses = new Map<string | undefined, string | undefined>();
  for await (const page of paginateListCertificates({ client: iot, pageSize: 1 }, {})) {
    assert.ok((page.certificates ?? []).length <= 1);
    for (const listed of page.certificates ?? []) statuses.set(listed.certificateId, listed.status);
  }
  assert.equal(statuses.get(certificateId), 'INACTIVE');
  await iot.send(new DeleteCertificateCommand({ certificateId }));
  await refusal(iot.send(new DescribeCertificateCommand({ certificateId })), ResourceNotFoundException);
});

test('certificates are made from a request and registered from elsewhere', async () => {
  const certificateSigningRequest = await signingRequest(ec('P-256'));
  const made = await iot.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest, setAsActive: true }));
  assert.equal(new X509Certificate(made.certificatePem ?? '').publicKey.asymmetricKeyType, 'ec');

  const { certificatePem } = await selfSigned(ec('P-384'));
  const registration = { certificatePem, status: 'ACTIVE' as const };
  const registered = await iot.send(new RegisterCertificateWithoutCACommand(registration));
  assert.match(registered.certificateId ?? '', /^[0-9a-f]{64}$/);
  const twice = await refusal(
    iot.send(new RegisterCertificateWithoutCACommand(registration)),
    ResourceAlreadyExistsException,
  );
  assert.equal(twice.resourceId, registered.certificateId);
  assert.equal(twice.resourceArn, registered.certificateArn);
});

test('a certificate belongs to things, and keeps them and itself from being deleted', async () => {
  const { certificateArn: principal = '', certificateId } = await iot.send(new CreateKeysAndCertificateCommand({}));
  const thingName = uniqueName('lamp');
  await iot.send(new CreateThingCommand({ thingName }));
  await iot.send(new AttachThingPrincipalCommand({ thingName, principal, thingPrincipalType: 'EXCLUSIVE_THING' }));
  assert.deepEqual((await iot.send(new ListThingPrincipalsCommand({ thingName }))).principals, [principal]);
  assert.deepEqual((await iot.send(new ListPrincipalThingsCommand({ principal }))).things, [thingName]);
  const thingPrincipalType = 'EXCLUSIVE_THING';
  const { thingPrincipalObjects } = await iot.send(new ListThingPrincipalsV2Command({ thingName }));
  assert.deepEqual(thingPrincipalObjects, [{ principal, thingPrincipalType }]);
  const { principalThingObjects } = await iot.send(new ListPrincipalThingsV2Command({ principal }));
  assert.deepEqual(principalThingObjects, [{ thingName, thingPrincipalType }]);

  await refusal(iot.send(new DeleteThingCommand({ thingName })), InvalidRequestException);
  await refusal(iot.send(new DeleteCertificateCommand({ certificateId })), DeleteConflictException);
  await iot.send(new DetachThingPrincipalCommand({ thingName, principal }));
  await iot.send(new DeleteThingCommand({ thingName }));
  await iot.send(new DeleteCertificateCommand({ certificateId }));
});

test('a policy has versions, of which one is the default', async () => {
  const policyName = uniqueName('policy');
  const [first, second] = [policyOf('iot:Connect'), policyOf('iot:Publish')];
  const created = await iot.send(new CreatePolicyCommand({ policyName, policyDocument: first }));
  assert.equal(created.policyVersionId, '1');
  assert.equal(created.policyArn, arnOf(server, 'policy', policyName));
  const malformed = new CreatePolicyCommand({ policyName: uniqueName('policy'), policyDocument: '{}' });
  await refusal(iot.send(malformed), MalformedPolicyException);
  await refusal(
    iot.send(new CreatePolicyCommand({ policyName, policyDocument: first })),
    ResourceAlreadyExistsException,
  );

  const version = new CreatePolicyVersionCommand({ policyName, policyDocument: second });
  assert.equal((await iot.send(version)).policyVersionId, '2');
  await iot.send(new SetDefaultPolicyVersionCommand({ policyName, policyVersionId: '2' }));
  const policy = await iot.send(new GetPolicyCommand({ policyName }));
  assert.equal(policy.policyDocument, second);
  assert.equal(policy.defaultVersionId, '2');
  assert.ok(policy.creationDate instanceof Date);
  const old = await iot.send(new GetPolicyVersionCommand({ policyName, policyVersionId: '1' }));
  assert.equal(old.policyDocument, first);
  assert.equal(old.isDefaultVersion, false);
  for (let index = 3; index <= 5; index += 1) await iot.send(version);
  await refusal(iot.send(version), VersionsLimitExceededException);
  await refusal(
    iot.send(new DeletePolicyVersionCommand({ policyName, policyVersionId: '2' })),
    DeleteConflictException,
  );
  const { policyVersions = [] } = await iot.send(new ListPolicyVersionsCommand({ policyName }));
  assert.deepEqual(policyVersions.map(({ versionId }) => versionId).sort(), ['1', '2', '3', '4', '5']);
  await refusal(iot.send(new DeletePolicyCommand({ policyName })), DeleteConflictException);
  for (const policyVersionId of ['1', '3', '4', '5']) {
    await iot.send(new DeletePolicyVersionCommand({ policyName, policyVersionId }));
  }
  await iot.send(new DeletePolicyCommand({ policyName }));
  await refusal(iot.send(new GetPolicyCommand({ policyName })), ResourceNotFoundException);
});

test('policies are attached in the new way and in the old one', async () => {
  const { certificateArn: target = '' } = await iot.send(new CreateKeysAndCertificateCommand({}));
  const names = [uniqueName('policy'), uniqueName('policy')];
  for (const policyName of names) {
    await iot.send(new CreatePolicyCommand({ policyName, policyDocument: policyOf('iot:*') }));
  }
  const [policyName, older] = names;
  await iot.send(new AttachPolicyCommand({ policyName, target }));
  await iot.send(new AttachPrincipalPolicyCommand({ policyName: older, principal: target }));
  const attached: (string | undefined)[] = [];
  for await (const page of paginateListAttachedPolicies({ client: iot, pageSize: 1 }, { target })) {
    attached.push(...(page.policies ?? []).map((policy) => policy.policyName));
  }
  assert.deepEqual(attached.sort(), names);
  const { policies = [] } = await iot.send(new ListPrincipalPoliciesCommand({ principal: target }));
  assert.deepEqual(policies.map((policy) => policy.policyName).sort(), names);
  for await (const page of paginateListTargetsForPolicy({ client: iot }, { policyName })) {
    assert.deepEqual(page.targets, [target]);
  }
  const { principals } = await iot.send(new ListPolicyPrincipalsCommand({ policyName: older }));
  assert.equal(principals?.length, 1);
  const listed: (string | undefined)[] = [];
  for await (const page of paginateListPolicies({ client: iot, pageSize: 1 }, { ascendingOrder: true })) {
    listed.push(...(page.policies ?? []).map((policy) => policy.policyName));
  }
  assert.ok(names.every((name) => listed.includes(name)));
  await refusal(iot.send(new DeletePolicyCommand({ policyName })), DeleteConflictException);
  await iot.send(new DetachPolicyCommand({ policyName, target }));
  await iot.send(new DetachPrincipalPolicyCommand({ policyName: older, principal: target }));
  for (const name of names) await iot.send(new DeletePolicyCommand({ policyName: name }));
});

test('what counts for a certificate can be asked, and tried out', async () => {
  const { certificateArn: target = '' } = await iot.send(new CreateKeysAndCertificateCommand({}));
  const policyName = uniqueName('policy');
  const policyDocument = policyOf('iot:Connect');
  await iot.send(new CreatePolicyCommand({ policyName, policyDocument }));
  await iot.send(new AttachPolicyCommand({ policyName, target }));
  const { effectivePolicies } = await iot.send(new GetEffectivePoliciesCommand({ principal: target }));
  assert.deepEqual(effectivePolicies, [{ policyName, policyArn: arnOf(server, 'policy', policyName), policyDocument }]);
  const { authResults } = await iot.send(
    new TestAuthorizationCommand({
      principal: target,
      clientId: 'lamp',
      authInfos: [
        { actionType: 'CONNECT', resources: [arnOf(server, 'client', 'lamp')] },
        { actionType: 'PUBLISH', resources: [arnOf(server, 'topic', 'a')] },
      ],
    }),
  );
  assert.deepEqual(
    authResults?.map(({ authDecision, allowed }) => [authDecision, allowed?.policies?.length]),
    [
      ['ALLOWED', 1],
      ['IMPLICIT_DENY', 0],
    ],
  );
  const other = new GetEffectivePoliciesCommand({ principal: target, thingName: uniqueName('none') });
  await refusal(iot.send(other), ResourceNotFoundException);
});

for (const [kind, operations] of Object.entries({
  certificate: certificateOperations,
  principal: principalOperations,
  policy: policyOperations,
})) {
  test(`every ${kind} operation was asked for`, () => assertAllAsked(client, operations));
}
