/** The certificate that our own authority issues for this server, kept as files and made anew when it has to be. */
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { CertificateAndKey } from '../../lib/certificate-authority.ts';
import type { Clock } from '../../lib/clock.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { pemBlocks } from '../../lib/pem.ts';
import { writeOwnerFile } from '../owner-file.ts';
import { type AuthorityInForce, readIfThere } from './authority-files.ts';

/** The longest time that all common TLS clients accept. */
const VALID_FOR_DAYS = 825;
const RENEW_DAYS_BEFORE = 90;

/** Gives what is to be shown: what is kept, unless it lacks one of `names`, runs out soon or is of another authority. */
export function issuedCertificate(
  directory: string,
  names: readonly string[],
  clock: Clock,
): (inForce: AuthorityInForce) => Promise<CertificateAndKey> {
  const certificateFile = join(directory, 'server.pem');
  const keyFile = join(directory, 'server-key.pem');
  return async (inForce) => {
    const [certificatePem, privateKeyPem] = await Promise.all([certificateFile, keyFile].map(readIfThere));
    if (certificatePem !== undefined && privateKeyPem !== undefined) {
      if (isStillGood(certificatePem, inForce, names, clock.now())) return { certificatePem, privateKeyPem };
    }
    const issued = await inForce.authority.issueServerCertificate({
      names: names.filter((name) => isIP(name) === 0),
      addresses: names.filter((name) => isIP(name) !== 0),
      validForDays: VALID_FOR_DAYS,
    });
    const made = { ...issued, certificatePem: [issued.certificatePem, ...inForce.chain].join('') };
    // The key is written first: a certificate without its key would look complete.
    await writeOwnerFile(keyFile, made.privateKeyPem);
    await writeOwnerFile(certificateFile, made.certificatePem);
    return made;
  };
}

function isStillGood(
  kept: string,
  { authority, chain }: AuthorityInForce,
  names: readonly string[],
  now: number,
): boolean {
  try {
    const [, ...keptChain] = pemBlocks(kept, 'CERTIFICATE');
    const certificate = new X509Certificate(kept);
    return (
      keptChain.join('') === chain.join('') &&
      certificate.verify(new X509Certificate(authority.certificatePem).publicKey) &&
      Date.parse(certificate.validTo) - now > RENEW_DAYS_BEFORE * DAY_MS &&
      names.every((name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined)
    );
  } catch {
    return false;
  }
}
