/**
 * Who a device is: its client certificate, as registered with us. Shared by the MQTT and the HTTP gateway
 * (docs/service/identity.md#who-a-device-is).
 */
import type { X509Certificate } from 'node:crypto';

/** What is known about a registered certificate. */
export interface DeviceIdentity {
  /** Lower-case hex SHA-256 of the DER certificate. */
  readonly certificateId: string;
  /** Whether its status is ACTIVE. */
  readonly active: boolean;
}

/** Where registered certificates are looked up. */
export interface DeviceIdentities {
  /** Finds the registered certificate with exactly these DER bytes; undefined if it is not registered. */
  find(certificateDer: Buffer): Promise<DeviceIdentity | undefined>;
}

/**
 * The id of the certificate that a peer proved to hold, if it lets the peer in: registered, ACTIVE and within its
 * validity dates. Issuer and names are not looked at; the handshake proved possession of the key. `now` is milliseconds
 * since the epoch.
 */
export async function admittedCertificateId(
  identities: DeviceIdentities,
  certificate: X509Certificate | undefined,
  now: number,
): Promise<string | undefined> {
  if (certificate === undefined || !isWithinValidity(certificate, now)) return undefined;
  const identity = await identities.find(certificate.raw);
  return identity?.active ? identity.certificateId : undefined;
}

/** Whether `now`, in milliseconds since the epoch, lies within the validity dates, both included. */
function isWithinValidity(certificate: X509Certificate, now: number): boolean {
  return Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
}
