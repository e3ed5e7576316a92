/** Issues and reads X.509 certificates. */

export interface CertificateAuthority {
  /** PEM of the authority's own certificate. */
  readonly certificatePem: string;
}
