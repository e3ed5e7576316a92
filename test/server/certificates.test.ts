import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { virtualClock } from '../../src/lib/clock.ts';
import { ConfigError } from '../../src/lib/config-error.ts';
import { openCertificates } from '../../src/server/certificates.ts';

const DAY_MS = 86_400_000;
const directory = mkdtempSync(join(tmpdir(), 'musterd-certificates-'));
after(() => rmSync(directory, { recursive: true }));
const clock = virtualClock(Date.UTC(2026, 0, 1));
const names = ['localhost', 'gateway.example', '127.0.0.1', '::1'];

test('certificates are made once, for every name, and kept for their owner only', async () => {
  const first = await openCertificates(directory, names, clock);
  const certificate = new X509Certificate(first.server.certificatePem);
  assert.ok(certificate.checkHost('gateway.example'));
  assert.ok(certificate.checkIP('127.0.0.1'));
  assert.ok(certificate.checkIP('::1'));
  assert.ok(certificate.verify(new X509Certificate(readFileSync(first.caFile)).publicKey));
  for (const file of ['ca.pem', 'ca-key.pem', 'server.pem', 'server-key.pem']) {
    assert.equal(statSync(join(directory, file)).mode & 0o777, 0o600, file);
  }
  const second = await openCertificates(directory, names, clock);
  assert.deepEqual(second.server, first.server);
  assert.equal(second.authority.certificatePem, first.authority.certificatePem);
});

test('the server certificate is renewed for a new name and before it runs out, the authority is not', async () => {
  const before = await openCertificates(directory, names, clock);
  const renamed = await openCertificates(directory, [...names, 'other.example'], clock);
  assert.notEqual(renamed.server.certificatePem, before.server.certificatePem);
  clock.advance(800 * DAY_MS);
  const renewed = await openCertificates(directory, names, clock);
  assert.ok(Date.parse(new X509Certificate(renewed.server.certificatePem).validTo) > clock.now() + 800 * DAY_MS);
  assert.equal(renewed.authority.certificatePem, before.authority.certificatePem);
});

test('an authority whose key is another one is refused in one line', async () => {
  const { server } = await openCertificates(directory, names, clock);
  writeFileSync(join(directory, 'ca-key.pem'), server.privateKeyPem);
  await assert.rejects(openCertificates(directory, names, clock), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, /^The certificate authority in .* cannot be used: .*another one\.$/);
    return true;
  });
});
