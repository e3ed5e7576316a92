/**
 * The server's own certificate authority as files, and how another one takes its place: at every moment the files are whole,
 * and a crash leaves either the old authority or the new one (`decisions/0018-authority-rotation.md`).
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CertificateAuthority,
  createCertificateAuthority,
  loadCertificateAuthority,
} from '../../lib/certificate-authority.ts';
import type { Clock } from '../../lib/clock.ts';
import { ConfigError } from '../../lib/config-error.ts';
import { pemBlocks } from '../../lib/pem.ts';
import { writeOwnerFile } from '../owner-file.ts';

export interface AuthorityInForce {
  /** The one that signs. */
  readonly authority: CertificateAuthority;
  /** What clients are to trust, PEM each: the certificate of the one that signs, then those of its predecessors. */
  readonly trusted: readonly string[];
  /** PEM each: what leads clients that only trust a predecessor to the one that signs. */
  readonly chain: readonly string[];
}

const filesIn = (directory: string) => ({
  ca: join(directory, 'ca.pem'),
  key: join(directory, 'ca-key.pem'),
  nextKey: join(directory, 'ca-key-next.pem'),
  chain: join(directory, 'ca-chain.pem'),
});

/** Where clients find what to verify the server with. */
export function caFileIn(directory: string): string {
  return filesIn(directory).ca;
}

/** Loads the authority, or makes the first one. Throws a ConfigError if its files cannot be used. */
export async function openAuthority(directory: string, clock: Clock): Promise<AuthorityInForce> {
  const files = filesIn(directory);
  await finishRotation(files);
  const [ca, key, chain] = await Promise.all([files.ca, files.key, files.chain].map(readIfThere));
  if (ca === undefined) {
    const made = await createCertificateAuthority(clock);
    // A certificate without its key would look complete.
    await writeOwnerFile(files.key, made.privateKeyPem);
    await writeOwnerFile(files.ca, made.certificatePem);
    return { authority: await loadCertificateAuthority(made, clock), trusted: [made.certificatePem], chain: [] };
  }
  const [certificatePem = '', ...predecessors] = pemBlocks(ca, 'CERTIFICATE');
  const cannot = (reason: string) =>
    new ConfigError(`The certificate authority in ${directory} cannot be used: ${reason}`);
  // Devices trust it: a new one would lock them all out.
  if (key === undefined) throw cannot('ca-key.pem is missing.');
  const authority = await loadCertificateAuthority({ certificatePem, privateKeyPem: key }, clock).catch(
    (error: Error) => {
      throw cannot(error.message);
    },
  );
  return { authority, trusted: [certificatePem, ...predecessors], chain: chainTo(certificatePem, chain ?? '') };
}

/** Makes a new authority that signs from now on. Clients that trust the present one trust it too, and the present key is gone. */
export async function rotateAuthority(
  directory: string,
  { authority, chain, trusted }: AuthorityInForce,
  clock: Clock,
): Promise<AuthorityInForce> {
  const files = filesIn(directory);
  const made = await createCertificateAuthority(clock);
  const next = await loadCertificateAuthority(made, clock);
  const longer = [await authority.certifyAuthority(made.certificatePem), ...chain];
  const all = [made.certificatePem, ...trusted];
  await writeOwnerFile(files.nextKey, made.privateKeyPem);
  await writeOwnerFile(files.chain, longer.join(''));
  // From here on it is the new one.
  await writeOwnerFile(files.ca, all.join(''));
  await rename(files.nextKey, files.key);
  return { authority: next, trusted: all, chain: longer };
}

/** Trusts the one that signs alone. */
export async function retireAuthorities(
  directory: string,
  { authority, trusted: [own = ''] }: AuthorityInForce,
): Promise<AuthorityInForce> {
  const files = filesIn(directory);
  await writeOwnerFile(files.ca, own);
  await rm(files.chain, { force: true });
  return { authority, trusted: [own], chain: [] };
}

/** A crash may have left the key of the authority that already signs under its other name, or one of none at all. */
async function finishRotation({ ca, key, nextKey }: ReturnType<typeof filesIn>): Promise<void> {
  const [certificatePem, next] = await Promise.all([ca, nextKey].map(readIfThere));
  if (certificatePem === undefined || next === undefined) return;
  if (isKeyOf(certificatePem, next)) await rename(nextKey, key);
  else await rm(nextKey);
}

/** A crash may have left a certificate for an authority that never was one; it stands first. */
function chainTo(certificatePem: string, text: string): string[] {
  const blocks = pemBlocks(text, 'CERTIFICATE');
  const first = blocks.findIndex((block) => isForTheSameKey(block, certificatePem));
  return first === -1 ? [] : blocks.slice(first);
}

function isKeyOf(certificatePem: string, privateKeyPem: string): boolean {
  try {
    return new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(privateKeyPem));
  } catch {
    return false;
  }
}

function isForTheSameKey(one: string, other: string): boolean {
  const [key, otherKey] = [one, other].map((pem) => new X509Certificate(pem).publicKey);
  return otherKey !== undefined && key?.equals(otherKey) === true;
}

/** The text of a file; undefined if there is none. Throws a ConfigError if it cannot be read. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // The file system throws nothing but errors with a code.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
