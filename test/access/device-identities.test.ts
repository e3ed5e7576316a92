import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { deviceIdentities } from '../../src/access/device-identities.ts';
import { virtualClock } from '../../src/lib/clock.ts';
import { registerCertificateWithoutCA } from '../../src/operations/certificate/register-certificate-without-ca.ts';
import { ec, selfSigned } from '../support/certificates.ts';
import { testContext } from '../support/context.ts';

test('a registered certificate is active only within its validity dates, both included', async () => {
  const context = await testContext();
  const { certificatePem } = await selfSigned(ec('P-256'));
  const { certificateId } = await registerCertificateWithoutCA(context, { certificatePem, status: 'ACTIVE' });
  const der = new X509Certificate(certificatePem).raw;
  const notBefore = Date.UTC(2020, 0, 1);
  const notAfter = Date.UTC(2040, 0, 1);
  const wall = virtualClock(notBefore - 1);
  const identities = deviceIdentities(context.database, wall);
  assert.deepEqual(await identities.find(der), { certificateId, active: false });
  wall.advance(1);
  assert.deepEqual(await identities.find(der), { certificateId, active: true });
  wall.advance(notAfter - notBefore);
  assert.deepEqual(await identities.find(der), { certificateId, active: true });
  wall.advance(1);
  assert.deepEqual(await identities.find(der), { certificateId, active: false });
});

test('a certificate that is not registered is unknown, and so is junk', async () => {
  const context = await testContext();
  const { certificatePem } = await selfSigned(ec('P-256'));
  const identities = deviceIdentities(context.database, context.clock);
  assert.equal(await identities.find(new X509Certificate(certificatePem).raw), undefined);
  assert.equal(await identities.find(Buffer.alloc(0)), undefined);
});
