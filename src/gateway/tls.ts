/** What the TLS listeners of both gateways have in common. */
import { constants } from 'node:crypto';

/** What a listener shows of itself, in PEM. */
export interface ShownCertificate {
  readonly key: string;
  /** The listener's own certificate first, then those that lead to its authority. */
  readonly cert: string;
}

/** What may be put in the place of what a listener shows while it listens. */
export function tlsContext({ key, cert }: ShownCertificate) {
  return {
    key,
    cert,
    minVersion: 'TLSv1.2' as const,
    // A resumed session would not present the client's certificate again.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}
