import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { connect, createServer } from 'node:tls';
import { BasicConstraintsExtension } from '@peculiar/x509';
import { virtualClock, wallClock } from '../../src/lib/clock.ts';
import { ConfigError } from '../../src/lib/config-error.ts';
import { generateRsaKeyPair } from '../../src/lib/key-pair.ts';
import { pemBlocks } from '../../src/lib/pem.ts';
import type { ExtensionRequest } from '../../src/operations/extensions/context.ts';
import { rotateServerAuthority } from '../../src/operations/extensions/server-authority/rotate-server-authority.ts';
import { openCertificates, type ServerCertificates } from '../../src/server/certificates/certificates.ts';
import type { GivenCertificate } from '../../src/server/certificates/given-certificate.ts';
import { ec, rsa, selfSigned, testCertificateAuthority } from '../support/certificates.ts';
import { refusal } from '../support/refusal.ts';

const DAY_MS = 86_400_000;
const parent = mkdtempSync(join(tmpdir(), 'musterd-certificates-'));
after(() => rmSync(parent, { recursive: true }));
const newDirectory = () => mkdtempSync(join(parent, 'data-'));
const directory = newDirectory();
const clock = virtualClock(Date.UTC(2026, 0, 1));
const names = ['localhost', 'gateway.example', '127.0.0.1', '::1'];

const open = (where = directory, more: { readonly names?: string[]; readonly given?: GivenCertificate } = {}) =>
  openCertificates({ directory: where, names, publicHost: 'localhost', clock, given: undefined, ...more });

/** Whether a client that trusts these certificates trusts what is shown. */
async function isTrustedBy(context: TestContext, { shown }: ServerCertificates, ca: string): Promise<boolean> {
  const server = createServer({ key: shown.privateKeyPem, cert: shown.certificatePem }, (socket) => socket.end());
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const client = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, ca });
  const isTrusted = await Promise.race([
    once(client, 'secureConnect').then(() => true),
    once(client, 'error').then(() => false),
  ]).catch(() => false);
  client.destroy();
  return isTrusted;
}

describe('our own', () => {
  test('certificates are made once, for every name, and kept for their owner only', async () => {
    const first = await open();
    const certificate = new X509Certificate(first.shown.certificatePem);
    assert.ok(certificate.checkHost('gateway.example'));
    assert.ok(certificate.checkIP('127.0.0.1'));
    assert.ok(certificate.checkIP('::1'));
    assert.ok(certificate.verify(new X509Certificate(readFileSync(first.caFile)).publicKey));
    for (const file of ['ca.pem', 'ca-key.pem', 'server.pem', 'server-key.pem']) {
      assert.equal(statSync(join(directory, file)).mode & 0o777, 0o600, file);
    }
    const second = await open();
    assert.deepEqual(second.shown, first.shown);
    assert.deepEqual(second.trusted, first.trusted);
  });

  test('server certificate is renewed for a new name and before it runs out, the authority is not', async () => {
    const before = await open();
    const renamed = await open(directory, { names: [...names, 'other.example'] });
    assert.notEqual(renamed.shown.certificatePem, before.shown.certificatePem);
    clock.advance(800 * DAY_MS);
    const renewed = await open();
    assert.ok(Date.parse(new X509Certificate(renewed.shown.certificatePem).validTo) > clock.now() + 800 * DAY_MS);
    assert.deepEqual(renewed.trusted, before.trusted);
  });

  test('server certificate is renewed while the server runs, and those who show it are told', async () => {
    const certificates = await open();
    const told: string[] = [];
    certificates.onChange(({ certificatePem }) => void told.push(certificatePem));
    const before = certificates.shown;
    await certificates.refresh();
    assert.deepEqual([told, certificates.shown], [[], before]);
    clock.advance(800 * DAY_MS);
    await certificates.refresh();
    assert.deepEqual(told, [certificates.shown.certificatePem]);
    assert.notEqual(certificates.shown.certificatePem, before.certificatePem);
  });

  test('authority is refused in one line if its key is another one or is gone, for devices trust it', async () => {
    const { shown } = await open();
    for (const spoil of [
      () => writeFileSync(join(directory, 'ca-key.pem'), shown.privateKeyPem),
      () => rmSync(join(directory, 'ca-key.pem')),
    ]) {
      spoil();
      await assert.rejects(open(), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, /^The certificate authority in .* cannot be used: .*(another one|is missing)\.$/);
        return true;
      });
    }
  });
});

describe('another authority', () => {
  const openNow = (where: string) =>
    openCertificates({ directory: where, names, publicHost: 'localhost', clock: wallClock, given: undefined });

  test('signs after a rotation, and clients trust the server by either, until the earlier one is retired', async (t) => {
    const where = newDirectory();
    const certificates = await openNow(where);
    const old = readFileSync(certificates.caFile, 'utf8');
    const shown: unknown[] = [];
    certificates.onChange((certificate) => void shown.push(certificate));
    await certificates.rotateAuthority();
    const [signing = '', ...earlier] = pemBlocks(readFileSync(certificates.caFile, 'utf8'), 'CERTIFICATE');
    assert.deepEqual([earlier, certificates.trusted], [[old], [signing, old]]);
    assert.deepEqual(shown, [certificates.shown]);
    assert.equal(statSync(join(where, 'ca-key.pem')).mode & 0o777, 0o600);
    const trustedBy = async (...authorities: string[]) =>
      Promise.all(authorities.map((ca) => isTrustedBy(t, certificates, ca)));
    assert.deepEqual(await trustedBy(old, signing, old + signing), [true, true, true]);
    const { notBefore: _, ...device } = await certificates.authority.issueDeviceCertificate(
      (await generateRsaKeyPair()).publicKeyDer,
    );
    assert.ok(new X509Certificate(device.certificatePem).verify(new X509Certificate(signing).publicKey));

    await certificates.rotateAuthority();
    const [newest = ''] = certificates.trusted;
    assert.deepEqual(await trustedBy(old, signing, newest), [true, true, true]);
    const again = await openNow(where);
    assert.deepEqual([again.shown, again.trusted], [certificates.shown, certificates.trusted]);

    await certificates.retireAuthorities();
    assert.deepEqual(await trustedBy(old, signing, newest), [false, false, true]);
    assert.equal(readFileSync(certificates.caFile, 'utf8'), newest);
    assert.deepEqual((await openNow(where)).shown, certificates.shown);
  });

  test('follows three at most, however many ask at a time', async () => {
    const certificates = await openNow(newDirectory());
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => certificates.rotateAuthority()));
    assert.equal(asked.filter(({ status }) => status === 'fulfilled').length, 3);
    assert.equal(certificates.trusted.length, 4);
  });

  test('cannot follow one that may have none below it, which whoever asks is told', async () => {
    const where = newDirectory();
    const brought = await selfSigned(rsa(2048), [new BasicConstraintsExtension(true, 0, true)]);
    writeFileSync(join(where, 'ca.pem'), brought.certificatePem);
    writeFileSync(join(where, 'ca-key.pem'), brought.privateKeyPem);
    const certificates = await openNow(where);
    const request = { serverAuthorities: certificates } as unknown as ExtensionRequest; // all that the handler looks at
    await assert.rejects(
      rotateServerAuthority(request, {}),
      refusal('InvalidRequestException', /may not have others below it/),
    );
    assert.deepEqual(certificates.trusted.length, 1);
  });

  test('signs, or does not, after a crash in the middle: the server starts either way', async (t) => {
    const where = newDirectory();
    const file = (name: string) => join(where, name);
    const before = await openNow(where);
    const old = readFileSync(before.caFile, 'utf8');
    for (const name of ['ca.pem', 'ca-key.pem']) copyFileSync(file(name), file(`old-${name}`));
    await before.rotateAuthority();
    const after = [...before.trusted];

    // The last step was not done: the key of the new authority still has its other name.
    renameSync(file('ca-key.pem'), file('ca-key-next.pem'));
    copyFileSync(file('old-ca-key.pem'), file('ca-key.pem'));
    const finished = await openNow(where);
    assert.deepEqual(finished.trusted, after);
    assert.ok(await isTrustedBy(t, finished, old));

    // The step before was not done either: the old authority signs, and what was prepared is forgotten.
    renameSync(file('ca-key.pem'), file('ca-key-next.pem'));
    copyFileSync(file('old-ca-key.pem'), file('ca-key.pem'));
    copyFileSync(file('old-ca.pem'), file('ca.pem'));
    const undone = await openNow(where);
    assert.deepEqual(undone.trusted, [old]);
    assert.ok(await isTrustedBy(t, undone, old));
    await undone.rotateAuthority();
    assert.ok(await isTrustedBy(t, undone, old));
    assert.ok(await isTrustedBy(t, await openNow(where), old));
  });
});

describe('a certificate that the owner brings', () => {
  const authority = testCertificateAuthority();
  const issue = async (name = 'localhost') =>
    (await authority).issueServerCertificate({ names: [name], addresses: [], validForDays: 30 });
  async function given() {
    const where = newDirectory();
    const files = { certificateFile: join(where, 'tls.pem'), keyFile: join(where, 'tls-key.pem'), caFile: undefined };
    const put = async ({ certificatePem, privateKeyPem }: { certificatePem: string; privateKeyPem: string }) => {
      writeFileSync(files.certificateFile, certificatePem);
      writeFileSync(files.keyFile, privateKeyPem);
    };
    return { where, files, put };
  }

  test('is shown, and clients are told what to verify it with', async () => {
    const { where, files, put } = await given();
    const own = await issue();
    await put(own);
    const certificates = await open(where, { given: files });
    assert.deepEqual(certificates.shown, own);
    assert.equal(certificates.caFile, files.certificateFile);
    const named = await open(where, { given: { ...files, caFile: '/etc/ssl/ca.pem' } });
    assert.equal(named.caFile, '/etc/ssl/ca.pem');
  });

  test('is taken up anew when its files change, once they fit each other', async () => {
    const { where, files, put } = await given();
    const [first, second] = [await issue(), await issue()];
    await put(first);
    const certificates = await open(where, { given: files });
    writeFileSync(files.certificateFile, second.certificatePem);
    await assert.rejects(certificates.refresh(), /cannot be used together/);
    await certificates.refresh();
    assert.deepEqual(certificates.shown, first);
    await put(second);
    await certificates.refresh();
    assert.deepEqual(certificates.shown, second);
    rmSync(files.keyFile);
    await assert.rejects(certificates.refresh(), /tls-key\.pem of --tls-key does not exist/);
    assert.deepEqual(certificates.shown, second);
  });

  test('is refused in one line if it is for another host, has another key or cannot be read', async () => {
    const { where, files, put } = await given();
    const refused = (pattern: RegExp) =>
      assert.rejects(open(where, { given: files }), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, pattern);
        return true;
      });
    await refused(/tls\.pem of --tls-certificate does not exist/);
    await put(await issue('elsewhere.example'));
    await refused(/is not for localhost: say with --public-host/);
    await put({ ...(await issue()), privateKeyPem: (await selfSigned(ec('P-256'))).privateKeyPem });
    await refused(/cannot be used together/);
    await put({ certificatePem: 'nonsense', privateKeyPem: 'nonsense' });
    await refused(/cannot be used together/);
  });
});
