/** Sees to it that the listeners show the certificate that is due, for as long as the server runs. */
import type { ShownCertificate } from '../../gateway/tls.ts';
import { ConfigError } from '../../lib/config-error.ts';
import type { Log } from '../../lib/log.ts';
import type { Lifetime } from '../lifetime.ts';
import type { ServerCertificates } from './certificates.ts';

interface Showing {
  showCertificate(shown: ShownCertificate): void;
}

/** How soon a file is noticed that its owner has changed. */
const REFRESH_MS = 10_000;

export function shownBy({ shown }: Pick<ServerCertificates, 'shown'>): ShownCertificate {
  return { key: shown.privateKeyPem, cert: shown.certificatePem };
}

/** Listeners show each new certificate to whoever connects from then on. */
export function keepShowing(
  certificates: ServerCertificates,
  listeners: readonly Showing[],
  lifetime: Lifetime,
  log: Log,
): void {
  certificates.onChange(() => {
    for (const listener of listeners) listener.showCertificate(shownBy(certificates));
    log.info('another server certificate is shown from now on');
  });
  const timer = setInterval(() => {
    certificates.refresh().catch((error: unknown) => {
      const why = error instanceof ConfigError ? { reason: error.message } : { err: error };
      log.error(why, 'the server certificate could not be renewed; the one before is shown on');
    });
  }, REFRESH_MS);
  lifetime.add('server certificate', () => clearInterval(timer));
}
