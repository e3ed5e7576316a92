/**
 * Says who is asking: the principal of an access key, a device by its certificate, or nobody
 * (docs/service/identity.md#which-certificates-let-in).
 */
import type { X509Certificate } from 'node:crypto';
import { ServiceError } from '../../contract/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import { admittedCertificateId, type DeviceIdentities } from '../device-identities.ts';
import type { ChosenEndpoint } from './plane.ts';
import type { GatewayRequest } from './request.ts';
import type { FailedSignIns } from './signature/failed-sign-ins.ts';
import type { PresentedSignature } from './signature/presented-signature.ts';
import type { Principal, SignatureVerifier } from './signature/verify-signature.ts';

export type Caller =
  | { readonly kind: 'access-key'; readonly accessKeyId: string; readonly principal: Principal }
  | {
      readonly kind: 'certificate';
      readonly certificateId: string;
      readonly certificate: X509Certificate;
      readonly address: string | undefined;
    }
  | { readonly kind: 'anybody' };

export interface Identities {
  readonly verifySignature: SignatureVerifier;
  readonly devices: DeviceIdentities;
  readonly failedSignIns: FailedSignIns;
  readonly wallClock: Clock;
}

/**
 * The caller of an endpoint. A signature is judged even if there is a certificate too. Throws the refusals of
 * docs/service/identity.md#who-a-device-is.
 */
export async function authenticate(
  { endpoint, services }: ChosenEndpoint,
  request: GatewayRequest,
  signature: PresentedSignature | undefined,
  identities: Identities,
): Promise<Caller> {
  if (endpoint.unsigned) return { kind: 'anybody' };
  if (signature !== undefined) {
    const principal = await identities.verifySignature(request, signature, services).catch((error) => {
      if (error instanceof ServiceError) identities.failedSignIns.failed(request.address, signature.accessKeyId);
      throw error;
    });
    return { kind: 'access-key', accessKeyId: signature.accessKeyId, principal };
  }
  const { clientCertificate } = request;
  if (clientCertificate === undefined) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  // Certificates are for devices; operators sign.
  if (endpoint.plane !== 'device') throw new ServiceError('ForbiddenException', 'Forbidden');
  const now = identities.wallClock.now();
  const certificateId = await admittedCertificateId(identities.devices, clientCertificate, now);
  if (certificateId === undefined) {
    throw new ServiceError('CertificateValidationException', 'The client certificate is not registered or not active');
  }
  return { kind: 'certificate', certificateId, certificate: clientCertificate, address: request.address };
}
