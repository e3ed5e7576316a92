/** The certificate authority of a server and the certificate that it shows, kept as files for their owner only. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import {
  type CertificateAndKey,
  type CertificateAuthority,
  createCertificateAuthority,
  loadCertificateAuthority,
} from '../lib/certificate-authority.ts';
import type { Clock } from '../lib/clock.ts';
import { ConfigError } from '../lib/config-error.ts';
import { writeOwnerFile } from './owner-file.ts';

export interface ServerCertificates {
  readonly authority: CertificateAuthority;
  /** Where clients find what to verify the server with. */
  readonly caFile: string;
  readonly server: CertificateAndKey;
}

/** The longest time that all common TLS clients accept. */
const VALID_FOR_DAYS = 825;
const RENEW_DAYS_BEFORE = 90;
const DAY_MS = 86_400_000;

/**
 * Loads what is there and makes what is missing. The server's certificate is made anew when it lacks one of `names` or
 * runs out soon; the authority never, since devices trust it. Throws a ConfigError if the files of the authority are wrong.
 */
export async function openCertificates(
  directory: string,
  names: readonly string[],
  clock: Clock,
): Promise<ServerCertificates> {
  const caFile = join(directory, 'ca.pem');
  const caFiles = await loadOrMake(caFile, join(directory, 'ca-key.pem'), () => createCertificateAuthority(clock));
  const authority = await loadCertificateAuthority(caFiles, clock).catch((error: Error) => {
    throw new ConfigError(`The certificate authority in ${directory} cannot be used: ${error.message}`);
  });
  const issue = () =>
    authority.issueServerCertificate({
      names: names.filter((name) => isIP(name) === 0),
      addresses: names.filter((name) => isIP(name) !== 0),
      validForDays: VALID_FOR_DAYS,
    });
  const server = await loadOrMake(join(directory, 'server.pem'), join(directory, 'server-key.pem'), issue, (kept) =>
    isStillGood(kept, caFiles, names, clock.now()),
  );
  return { authority, caFile, server };
}

/** The key is written first: a certificate without its key would look complete. */
async function loadOrMake(
  certificateFile: string,
  keyFile: string,
  make: () => Promise<CertificateAndKey>,
  isGood: (kept: CertificateAndKey) => boolean = () => true,
): Promise<CertificateAndKey> {
  const [certificatePem, privateKeyPem] = await Promise.all([readIfThere(certificateFile), readIfThere(keyFile)]);
  if (certificatePem !== undefined && privateKeyPem !== undefined) {
    const kept = { certificatePem, privateKeyPem };
    if (isGood(kept)) return kept;
  }
  const made = await make();
  await writeOwnerFile(keyFile, made.privateKeyPem);
  await writeOwnerFile(certificateFile, made.certificatePem);
  return made;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function isStillGood(
  kept: CertificateAndKey,
  authority: CertificateAndKey,
  names: readonly string[],
  now: number,
): boolean {
  try {
    const certificate = new X509Certificate(kept.certificatePem);
    return (
      certificate.verify(new X509Certificate(authority.certificatePem).publicKey) &&
      Date.parse(certificate.validTo) - now > RENEW_DAYS_BEFORE * DAY_MS &&
      names.every((name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined)
    );
  } catch {
    return false;
  }
}
