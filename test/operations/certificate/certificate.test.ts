import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { deviceIdentities } from '../../../src/access/device-identities.ts';
import { wallClock } from '../../../src/lib/clock.ts';
import { certificateHandlers } from '../../../src/operations/certificate/index.ts';
import { policyHandlers } from '../../../src/operations/device-policy/index.ts';
import { attachThingPrincipal } from '../../../src/operations/principal/attach-thing-principal.ts';
import { principalHandlers } from '../../../src/operations/principal/index.ts';
import { ec, rsa, selfSigned, signingRequest, testCertificateAuthority } from '../../support/certificates.ts';
import { testContext } from '../../support/context.ts';
import { shakeHands } from '../../support/handshake.ts';
import { addThing } from '../../support/identity.ts';
import { refusal } from '../../support/refusal.ts';

const {
  CreateKeysAndCertificate,
  CreateCertificateFromCsr,
  RegisterCertificateWithoutCA,
  DescribeCertificate,
  ListCertificates,
  UpdateCertificate,
  DeleteCertificate,
} = certificateHandlers;
const UNKNOWN = '0'.repeat(64);
const POLICY = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'iot:*', Resource: '*' } });

const context = await testContext({ certificateAuthority: await testCertificateAuthority() });

async function statusOf(certificateId: string): Promise<string | undefined> {
  return (await DescribeCertificate(context, { certificateId })).certificateDescription?.status;
}

async function createFromCsr(setAsActive = false): Promise<string> {
  const certificateSigningRequest = await signingRequest(ec('P-256'));
  const { certificateId } = await CreateCertificateFromCsr(context, { certificateSigningRequest, setAsActive });
  assert.ok(certificateId);
  return certificateId;
}

test('a created key pair belongs to its certificate, which starts inactive', async () => {
  const created = await CreateKeysAndCertificate(context, {});
  assert.ok(
    created.certificateId && created.certificatePem && created.keyPair?.PrivateKey && created.keyPair.PublicKey,
  );
  const certificate = new X509Certificate(created.certificatePem);
  assert.ok(certificate.checkPrivateKey(createPrivateKey(created.keyPair.PrivateKey)));
  assert.ok(certificate.publicKey.equals(createPublicKey(created.keyPair.PublicKey)));
  assert.equal(certificate.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
  assert.equal(created.certificateId, certificate.fingerprint256.replaceAll(':', '').toLowerCase());
  assert.equal(created.certificateArn, `arn:aws:iot:us-east-1:000000000000:cert/${created.certificateId}`);
  assert.equal(await statusOf(created.certificateId), 'INACTIVE');
});

test('a description says everything but the private key', async () => {
  const created = await CreateKeysAndCertificate(context, { setAsActive: true });
  assert.ok(created.certificateId && created.certificatePem);
  const { certificateDescription } = await DescribeCertificate(context, { certificateId: created.certificateId });
  assert.ok(certificateDescription?.validity?.notBefore);
  const { generationId, validity, ...rest } = certificateDescription;
  assert.match(generationId ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(validity.notAfter, Date.UTC(2049, 11, 31, 23, 59, 59));
  assert.deepEqual(rest, {
    certificateArn: created.certificateArn,
    certificateId: created.certificateId,
    caCertificateId: undefined,
    status: 'ACTIVE',
    certificatePem: created.certificatePem,
    ownedBy: '000000000000',
    creationDate: context.clock.now(),
    lastModifiedDate: context.clock.now(),
    customerVersion: 1,
    certificateMode: 'DEFAULT',
  });
});

test('a device with a created certificate gets through a TLS handshake and is recognised while it is active', async () => {
  const authority = await testCertificateAuthority();
  const created = await CreateKeysAndCertificate(context, { setAsActive: true });
  assert.ok(created.certificateId && created.certificatePem && created.keyPair?.PrivateKey);
  const server = await authority.issueServerCertificate({ names: ['localhost'], addresses: [], validForDays: 30 });
  const device = { certificatePem: created.certificatePem, privateKeyPem: created.keyPair.PrivateKey };
  const shown = await shakeHands(authority.certificatePem, server, device);

  const identities = deviceIdentities(context.database, wallClock);
  const { certificateId } = created;
  assert.deepEqual(await identities.find(shown), { certificateId, active: true });
  await UpdateCertificate(context, { certificateId, newStatus: 'INACTIVE' });
  assert.deepEqual(await identities.find(shown), { certificateId, active: false });
  await DeleteCertificate(context, { certificateId });
  assert.equal(await identities.find(shown), undefined);
});

test('the same signing request gives a new certificate each time', async () => {
  const certificateSigningRequest = await signingRequest(rsa(2048));
  const first = await CreateCertificateFromCsr(context, { certificateSigningRequest, setAsActive: true });
  const second = await CreateCertificateFromCsr(context, { certificateSigningRequest });
  assert.ok(first.certificateId && second.certificateId && first.certificatePem);
  assert.notEqual(first.certificateId, second.certificateId);
  assert.equal(new X509Certificate(first.certificatePem).subject, 'CN=AWS IoT Certificate');
  assert.equal(await statusOf(first.certificateId), 'ACTIVE');
  assert.equal(await statusOf(second.certificateId), 'INACTIVE');
});

test('a malformed signing request is an InvalidRequestException', async () => {
  await assert.rejects(
    CreateCertificateFromCsr(context, { certificateSigningRequest: 'junk' }),
    refusal('InvalidRequestException', 'The text holds no certificate signing request in PEM form.'),
  );
});

test('a certificate of any issuer can be registered, once', async () => {
  const { certificatePem } = await selfSigned(ec('P-384', 'SHA-384'));
  const { certificateId, certificateArn } = await RegisterCertificateWithoutCA(context, { certificatePem });
  assert.ok(certificateId);
  const { certificateDescription } = await DescribeCertificate(context, { certificateId });
  assert.equal(certificateDescription?.status, 'INACTIVE');
  assert.equal(certificateDescription.certificateMode, 'SNI_ONLY');
  assert.deepEqual(certificateDescription.validity, {
    notBefore: Date.UTC(2020, 0, 1),
    notAfter: Date.UTC(2040, 0, 1),
  });
  await assert.rejects(
    RegisterCertificateWithoutCA(context, { certificatePem, status: 'ACTIVE' }),
    refusal('ResourceAlreadyExistsException', undefined, { resourceId: certificateId, resourceArn: certificateArn }),
  );
  assert.equal(await statusOf(certificateId), 'INACTIVE');
});

test('one of many registrations of the same certificate at once succeeds', async () => {
  const { certificatePem } = await selfSigned(ec('P-256'));
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, () => RegisterCertificateWithoutCA(context, { certificatePem })),
  );
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
});

test('registering junk or a key that is too weak fails the validation of the certificate', async () => {
  const weak = await selfSigned(rsa(1024));
  for (const certificatePem of ['junk', weak.certificatePem, 'x'.repeat(65_536)]) {
    await assert.rejects(
      RegisterCertificateWithoutCA(context, { certificatePem }),
      refusal('CertificateValidationException'),
    );
  }
});

test('only three statuses can be given to a certificate', async () => {
  const certificateId = await createFromCsr();
  const { certificatePem } = await selfSigned(ec('P-256'));
  for (const status of ['PENDING_TRANSFER', 'PENDING_ACTIVATION', 'REGISTER_INACTIVE'] as const) {
    await assert.rejects(
      UpdateCertificate(context, { certificateId, newStatus: status }),
      refusal('InvalidRequestException', /Use one of ACTIVE, INACTIVE, REVOKED/),
    );
    await assert.rejects(
      RegisterCertificateWithoutCA(context, { certificatePem, status }),
      refusal(status === 'REGISTER_INACTIVE' ? 'InvalidRequestException' : 'CertificateStateException'),
    );
  }
});

test('each update counts, is dated and tells the device gateway', async () => {
  const certificateId = await createFromCsr(true);
  context.clock.advance(1000);
  context.changedCertificates.length = 0;
  await UpdateCertificate(context, { certificateId, newStatus: 'REVOKED' });
  await UpdateCertificate(context, { certificateId, newStatus: 'REVOKED' });
  await UpdateCertificate(context, { certificateId, newStatus: 'ACTIVE' });
  const { certificateDescription } = await DescribeCertificate(context, { certificateId });
  assert.equal(certificateDescription?.status, 'ACTIVE');
  assert.equal(certificateDescription.customerVersion, 4);
  assert.equal(certificateDescription.lastModifiedDate, context.clock.now());
  assert.equal(certificateDescription.creationDate, context.clock.now() - 1000);
  assert.deepEqual(context.changedCertificates, [certificateId, certificateId, certificateId]);
});

test('an unknown certificate is not found', async () => {
  for (const attempt of [
    () => DescribeCertificate(context, { certificateId: UNKNOWN }),
    () => UpdateCertificate(context, { certificateId: UNKNOWN, newStatus: 'ACTIVE' }),
    () => DeleteCertificate(context, { certificateId: UNKNOWN }),
  ]) {
    await assert.rejects(attempt, refusal('ResourceNotFoundException', `Certificate ${UNKNOWN} does not exist.`));
  }
});

test('an active certificate cannot be deleted, even with force', async () => {
  const certificateId = await createFromCsr(true);
  for (const forceDelete of [false, true]) {
    await assert.rejects(
      DeleteCertificate(context, { certificateId, forceDelete }),
      refusal(
        'CertificateStateException',
        `Certificate must be deactivated (not ACTIVE) before deletion. Id: ${certificateId}`,
      ),
    );
  }
});

test('a certificate that is attached to a thing cannot be deleted, even with force', async () => {
  const certificateId = await createFromCsr();
  const principal = `arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`;
  await addThing(context, 'holder');
  await principalHandlers.AttachThingPrincipal(context, { thingName: 'holder', principal });
  for (const forceDelete of [false, true]) {
    await assert.rejects(
      DeleteCertificate(context, { certificateId, forceDelete }),
      refusal('DeleteConflictException', `Things must be detached before deletion (arn: ${principal})`),
    );
  }
  await principalHandlers.DetachThingPrincipal(context, { thingName: 'holder', principal });
  await DeleteCertificate(context, { certificateId });
});

test('force detaches the policies of a deleted certificate', async () => {
  const certificateId = await createFromCsr();
  const target = `arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`;
  await policyHandlers.CreatePolicy(context, { policyName: 'forced', policyDocument: POLICY });
  await policyHandlers.AttachPolicy(context, { policyName: 'forced', target });
  context.changedCertificates.length = 0;
  await assert.rejects(
    DeleteCertificate(context, { certificateId }),
    refusal('DeleteConflictException', `Certificate policies must be detached before deletion (arn: ${target})`),
  );
  assert.deepEqual(context.changedCertificates, []);
  await DeleteCertificate(context, { certificateId, forceDelete: true });
  assert.deepEqual(context.changedCertificates, [certificateId]);
  await assert.rejects(DescribeCertificate(context, { certificateId }), refusal('ResourceNotFoundException'));
  await policyHandlers.DeletePolicy(context, { policyName: 'forced' });
});

test('an attachment and a deletion at once leave no dangling attachment', async () => {
  await addThing(context, 'raced');
  for (let round = 0; round < 10; round += 1) {
    const certificateId = await createFromCsr();
    const principal = `arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`;
    const [attached, deleted] = await Promise.allSettled([
      attachThingPrincipal(context, { thingName: 'raced', principal }),
      DeleteCertificate(context, { certificateId }),
    ]);
    assert.notEqual(attached.status, deleted.status);
    if (attached.status === 'fulfilled') {
      await principalHandlers.DetachThingPrincipal(context, { thingName: 'raced', principal });
    }
  }
  assert.deepEqual((await principalHandlers.ListThingPrincipals(context, { thingName: 'raced' })).principals, []);
});

test('certificates are listed by creation, in both directions and page by page', async () => {
  const empty = await testContext({ certificateAuthority: await testCertificateAuthority() });
  const created: string[] = [];
  const certificateSigningRequest = await signingRequest(ec('P-256'));
  for (let i = 0; i < 5; i += 1) {
    // Two of them at the same moment.
    if (i !== 3) empty.clock.advance(1000);
    const { certificateId } = await CreateCertificateFromCsr(empty, { certificateSigningRequest });
    created.push(certificateId ?? '');
  }
  const list = async (ascendingOrder: boolean | undefined) => {
    const ids: string[] = [];
    let marker: string | undefined;
    do {
      const page = await ListCertificates(empty, { pageSize: 2, marker, ascendingOrder });
      assert.ok((page.certificates?.length ?? 0) <= 2);
      ids.push(...(page.certificates ?? []).map((certificate) => certificate.certificateId ?? ''));
      marker = page.nextMarker;
      if (marker !== undefined) assert.match(marker, /^[A-Za-z0-9+/]{1,1024}={0,2}$/);
    } while (marker !== undefined);
    return ids;
  };
  const ascending = await list(true);
  assert.deepEqual([...ascending].sort(), [...created].sort());
  assert.equal(ascending[0], created[0]);
  assert.equal(ascending[4], created[4]);
  assert.deepEqual(await list(undefined), ascending.toReversed());
  const { nextMarker } = await ListCertificates(empty, { pageSize: 2 });
  await assert.rejects(
    ListCertificates(empty, { pageSize: 2, marker: nextMarker, ascendingOrder: true }),
    refusal('InvalidRequestException'),
  );
  await assert.rejects(ListCertificates(empty, { marker: 'AAAA' }), refusal('InvalidRequestException'));
});
