/** A certificate that the owner brings for the listeners, from files that may change while the server runs. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { CertificateAndKey } from '../../lib/certificate-authority.ts';
import { ConfigError } from '../../lib/config-error.ts';
import { readIfThere } from './authority-files.ts';

export interface GivenCertificate {
  /** PEM files; the certificate of the server first, then those that lead to its authority. */
  readonly certificateFile: string;
  readonly keyFile: string;
  /** What clients are to verify it with; the certificate itself if absent. */
  readonly caFile: string | undefined;
}

/** Reads both files. Throws a ConfigError unless they belong together and are for this host name. */
export async function readGivenCertificate(
  { certificateFile, keyFile }: GivenCertificate,
  host: string,
): Promise<CertificateAndKey> {
  const [certificatePem, privateKeyPem] = await Promise.all([certificateFile, keyFile].map(readIfThere));
  if (certificatePem === undefined) throw new ConfigError(`${certificateFile} of --tls-certificate does not exist.`);
  if (privateKeyPem === undefined) throw new ConfigError(`${keyFile} of --tls-key does not exist.`);
  let isForHost: boolean;
  try {
    createSecureContext({ cert: certificatePem, key: privateKeyPem });
    const certificate = new X509Certificate(certificatePem);
    // A key of another kind is not noticed before.
    if (!certificate.checkPrivateKey(createPrivateKey(privateKeyPem))) throw new Error('the key is another one');
    isForHost = (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
  } catch (error) {
    throw new ConfigError(`${certificateFile} and ${keyFile} cannot be used together: ${(error as Error).message}`);
  }
  if (!isForHost) {
    throw new ConfigError(
      `${certificateFile} is not for ${host}: say with --public-host what clients call this server.`,
    );
  }
  return { certificatePem, privateKeyPem };
}
