/**
 * Certificate authorities, what they have issued, and devices that are registered by themselves
 * (docs/service/identity.md#registering-an-authority).
 */
import assert from 'node:assert/strict';
import { randomUUID, X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Announcement } from '../../../src/domain/announcement.ts';
import { wallClock } from '../../../src/lib/clock.ts';
import { caCertificateHandlers } from '../../../src/operations/ca-certificate/index.ts';
import { justInTimeRegistration } from '../../../src/operations/ca-certificate/just-in-time-registration.ts';
import { certificateHandlers } from '../../../src/operations/certificate/index.ts';
import { tagHandlers } from '../../../src/operations/tag/index.ts';
import { ec, foreignAuthority, type IssuingAuthority, selfSigned } from '../../support/certificates.ts';
import { testContext } from '../../support/context.ts';
import { refusal } from '../../support/refusal.ts';
import { signalsTo } from '../../support/signals.ts';

const {
  DeleteCACertificate,
  DescribeCACertificate,
  GetRegistrationCode,
  ListCACertificates,
  ListCertificatesByCA,
  RegisterCACertificate,
  RegisterCertificate,
  UpdateCACertificate,
} = caCertificateHandlers;
const UNKNOWN = '0'.repeat(64);

const context = await testContext();
const { registrationCode = '' } = await GetRegistrationCode(context, {});
let counter = 0;

async function newAuthority(): Promise<IssuingAuthority> {
  counter += 1;
  return foreignAuthority(`authority ${counter}`);
}

async function register(
  authority: IssuingAuthority,
  more: { setAsActive?: boolean; allowAutoRegistration?: boolean } = { setAsActive: true },
): Promise<string> {
  const { certificatePem: verificationCertificate } = await authority.issue(registrationCode);
  const input = { caCertificate: authority.certificatePem, verificationCertificate, ...more };
  const { certificateId = '' } = await RegisterCACertificate(context, input);
  return certificateId;
}

test('the registration code is made once and stays', async () => {
  assert.match(registrationCode, /^[0-9a-f]{64}$/);
  assert.deepEqual(await GetRegistrationCode(context, {}), { registrationCode });
});

describe('registering an authority', () => {
  test('stores everything that describes it', async () => {
    const authority = await newAuthority();
    const { certificatePem: verificationCertificate } = await authority.issue(registrationCode);
    const registrationConfig = { templateName: 'fleet' };
    const { certificateArn = '', certificateId = '' } = await RegisterCACertificate(context, {
      caCertificate: authority.certificatePem,
      verificationCertificate,
      registrationConfig,
      allowAutoRegistration: true,
      tags: [{ Key: 'site', Value: 'north' }],
    });
    assert.equal(certificateArn, `arn:aws:iot:us-east-1:000000000000:cacert/${certificateId}`);
    const described = await DescribeCACertificate(context, { certificateId });
    const { generationId, ...rest } = described.certificateDescription ?? {};
    assert.match(generationId ?? '', /^[0-9a-f-]{36}$/);
    assert.deepEqual(rest, {
      certificateArn,
      certificateId: new X509Certificate(authority.certificatePem).fingerprint256.replaceAll(':', '').toLowerCase(),
      status: 'INACTIVE',
      certificatePem: rest.certificatePem,
      ownedBy: '000000000000',
      creationDate: context.clock.now(),
      autoRegistrationStatus: 'ENABLE',
      lastModifiedDate: context.clock.now(),
      customerVersion: 1,
      validity: { notBefore: Date.UTC(2020, 0, 1), notAfter: Date.UTC(2040, 0, 1) },
      certificateMode: 'DEFAULT',
    });
    assert.deepEqual(described.registrationConfig, registrationConfig);
    const { tags } = await tagHandlers.ListTagsForResource(context, { resourceArn: certificateArn });
    assert.deepEqual(tags, [{ Key: 'site', Value: 'north' }]);
  });

  test('needs a verification certificate of its own that names the code, unless the mode is SNI_ONLY', async () => {
    const authority = await newAuthority();
    const caCertificate = authority.certificatePem;
    const other = await (await newAuthority()).issue(registrationCode);
    const wrongName = await authority.issue('another');
    const right = await authority.issue(registrationCode);
    const attempt = (verificationCertificate?: string, certificateMode?: 'DEFAULT' | 'SNI_ONLY') =>
      RegisterCACertificate(context, {
        caCertificate,
        ...(verificationCertificate === undefined ? {} : { verificationCertificate }),
        ...(certificateMode === undefined ? {} : { certificateMode }),
      });
    await assert.rejects(attempt(), refusal('InvalidRequestException'));
    await assert.rejects(attempt('junk'), refusal('CertificateValidationException'));
    await assert.rejects(attempt(other.certificatePem), refusal('CertificateValidationException'));
    await assert.rejects(attempt(wrongName.certificatePem), refusal('RegistrationCodeValidationException'));
    await assert.rejects(attempt(right.certificatePem, 'SNI_ONLY'), refusal('InvalidRequestException'));
    await attempt(undefined, 'SNI_ONLY');
  });

  test('is refused for a certificate of no authority, and for one that is registered already', async () => {
    const { certificatePem } = await selfSigned(ec('P-256'));
    await assert.rejects(
      RegisterCACertificate(context, { caCertificate: certificatePem, certificateMode: 'SNI_ONLY' }),
      refusal('CertificateValidationException', 'The CA certificate is not one of an authority (CA:TRUE).'),
    );
    const authority = await newAuthority();
    await register(authority);
    await assert.rejects(register(authority), refusal('ResourceAlreadyExistsException'));
  });

  test('accepts ten authorities with one subject', async () => {
    for (let count = 0; count < 10; count += 1) await register(await foreignAuthority('many'));
    await assert.rejects(register(await foreignAuthority('many')), refusal('LimitExceededException'));
  });
});

test('an authority is updated, and deleted when it is not active', async () => {
  const certificateId = await register(await newAuthority());
  await assert.rejects(DeleteCACertificate(context, { certificateId }), refusal('CertificateStateException'));
  await UpdateCACertificate(context, { certificateId, registrationConfig: { templateName: 'other' } });
  await UpdateCACertificate(context, { certificateId, newStatus: 'INACTIVE', newAutoRegistrationStatus: 'ENABLE' });
  const described = await DescribeCACertificate(context, { certificateId });
  const { autoRegistrationStatus, customerVersion, status } = described.certificateDescription ?? {};
  assert.deepEqual([status, autoRegistrationStatus, customerVersion], ['INACTIVE', 'ENABLE', 3]);
  assert.deepEqual(described.registrationConfig, { templateName: 'other' });
  const named = await ListCACertificates(context, { templateName: 'other' });
  assert.deepEqual(
    named.certificates?.map((item) => item.certificateId),
    [certificateId],
  );
  await UpdateCACertificate(context, { certificateId, removeAutoRegistration: true });
  assert.deepEqual((await ListCACertificates(context, { templateName: 'other' })).certificates, []);
  assert.deepEqual(await DeleteCACertificate(context, { certificateId }), {});
  for (const attempt of [
    () => DescribeCACertificate(context, { certificateId }),
    () => UpdateCACertificate(context, { certificateId, newStatus: 'ACTIVE' }),
    () => DeleteCACertificate(context, { certificateId }),
  ]) {
    await assert.rejects(attempt, refusal('ResourceNotFoundException'));
  }
});

test('authorities are listed page by page', async () => {
  const all: (string | undefined)[] = [];
  let marker: string | undefined;
  do {
    const page = await ListCACertificates(context, {
      pageSize: 3,
      ascendingOrder: true,
      ...(marker === undefined ? {} : { marker }),
    });
    all.push(...(page.certificates ?? []).map((item) => item.certificateId));
    marker = page.nextMarker;
  } while (marker !== undefined);
  const { certificates = [] } = await ListCACertificates(context, { pageSize: 250 });
  assert.ok(all.length > 10);
  assert.deepEqual(all, certificates.map((item) => item.certificateId).reverse());
});

test('a certificate of an authority cannot be registered as pending', async () => {
  const authority = await newAuthority();
  await register(authority);
  const { certificatePem } = await authority.issue('pending');
  for (const status of ['PENDING_ACTIVATION', 'PENDING_TRANSFER'] as const) {
    await assert.rejects(
      RegisterCertificate(context, { certificatePem, status }),
      refusal('CertificateStateException', `A certificate cannot be registered as ${status}.`),
    );
  }
});

describe('registering a certificate that an authority has issued', () => {
  test('notes its authority, which lists it', async () => {
    const authority = await newAuthority();
    const caCertificateId = await register(authority);
    const { certificatePem } = await authority.issue('lamp');
    const { certificateId = '' } = await RegisterCertificate(context, { certificatePem, status: 'ACTIVE' });
    const { certificateDescription } = await certificateHandlers.DescribeCertificate(context, { certificateId });
    assert.equal(certificateDescription?.caCertificateId, caCertificateId);
    assert.equal(certificateDescription.status, 'ACTIVE');
    for (const ascendingOrder of [true, false]) {
      const { certificates } = await ListCertificatesByCA(context, { caCertificateId, ascendingOrder });
      assert.deepEqual(
        certificates?.map((item) => item.certificateId),
        [certificateId],
      );
    }
    assert.deepEqual((await ListCertificatesByCA(context, { caCertificateId: UNKNOWN })).certificates, []);
    await assert.rejects(
      RegisterCertificate(context, { certificatePem }),
      refusal('ResourceAlreadyExistsException', 'The certificate is already registered.'),
    );
  });

  test('needs the authority to be registered and active', async () => {
    const authority = await newAuthority();
    const { certificatePem } = await authority.issue('lamp');
    await assert.rejects(RegisterCertificate(context, { certificatePem }), refusal('CertificateValidationException'));
    await register(authority, {});
    await assert.rejects(RegisterCertificate(context, { certificatePem }), refusal('CertificateStateException'));
  });

  test('tells authorities of one name apart by their signatures', async () => {
    const [first, second] = [await foreignAuthority('twins'), await foreignAuthority('twins')];
    await register(first);
    const caCertificateId = await register(second);
    const { certificatePem } = await second.issue('lamp');
    const named = { certificatePem, caCertificatePem: first.certificatePem };
    await assert.rejects(RegisterCertificate(context, named), refusal('CertificateValidationException'));
    const { certificateId = '' } = await RegisterCertificate(context, { certificatePem });
    const { certificateDescription } = await certificateHandlers.DescribeCertificate(context, { certificateId });
    assert.equal(certificateDescription?.caCertificateId, caCertificateId);
  });
});

describe('a device with an unknown certificate', () => {
  const published: Announcement[] = [];
  const introduce = justInTimeRegistration({
    database: context.database,
    account: context.settings.account,
    clock: context.clock,
    wallClock,
    newId: randomUUID,
    signals: signalsTo({
      announced: ({ announcements }) => void published.push(...announcements),
    }),
  });
  const derOf = (pem: string) => new X509Certificate(pem).raw;

  test('is registered for an operator to activate, and announced each time it connects', async () => {
    const authority = await newAuthority();
    const caCertificateId = await register(authority, { setAsActive: true, allowAutoRegistration: true });
    const der = derOf((await authority.issue('lamp')).certificatePem);
    await introduce(der);
    await introduce(der);
    const { certificates = [] } = await ListCertificatesByCA(context, { caCertificateId });
    const certificateId = certificates[0]?.certificateId ?? '';
    assert.deepEqual(
      certificates.map(({ status }) => status),
      ['PENDING_ACTIVATION'],
    );
    const now = context.clock.now();
    const event = {
      kind: 'event',
      topic: `$aws/events/certificates/registered/${caCertificateId}`,
      payload: {
        certificateId,
        caCertificateId,
        timestamp: now,
        certificateStatus: 'PENDING_ACTIVATION',
        awsAccountId: '000000000000',
        certificateRegistrationTimestamp: String(now),
      },
    };
    assert.deepEqual(published.splice(0), [event, event]);
    await certificateHandlers.UpdateCertificate(context, { certificateId, newStatus: 'INACTIVE' });
    await introduce(der);
    assert.deepEqual(published, []);
  });

  test('stays unknown if no active authority that allows it has issued its certificate', async () => {
    const authorities = [await newAuthority(), await newAuthority(), await newAuthority()] as const;
    await register(authorities[0], { setAsActive: true });
    await register(authorities[1], { allowAutoRegistration: true });
    const { certificatePem } = await selfSigned(ec('P-256'));
    const strangers = [certificatePem];
    for (const authority of authorities) strangers.push((await authority.issue('lamp')).certificatePem);
    for (const stranger of strangers) {
      await introduce(derOf(stranger));
      await assert.rejects(
        certificateHandlers.DescribeCertificate(context, {
          certificateId: new X509Certificate(stranger).fingerprint256.replaceAll(':', '').toLowerCase(),
        }),
        refusal('ResourceNotFoundException'),
      );
    }
    assert.deepEqual(published, []);
  });
});
