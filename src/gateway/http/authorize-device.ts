/**
 * What a client certificate may call over HTTPS: the device API, by the policies of the certificate
 * (docs/service/identity.md#actions-of-devices).
 */
import { ServiceError } from '../../contract/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { DevicePermissions } from '../device-permissions.ts';
import type { Caller } from './authenticate.ts';
import type { AskedPermission } from './journey.ts';

export interface DeviceAuthority {
  readonly permissions: DevicePermissions;
  readonly log: Log;
}

/** ForbiddenException unless a policy allows the call. Whether the thing or the job exists is not looked at before. */
export async function authorizeDevice(
  { permissions, log }: DeviceAuthority,
  caller: Extract<Caller, { readonly kind: 'certificate' }>,
  { because, input: { thingName }, operation }: Pick<AskedPermission, 'because' | 'input' | 'operation'>,
): Promise<void> {
  const { certificateId, address } = caller;
  // Every operation of the device API is about a thing.
  const refusal = await permissions.refusalOfCall(caller, operation.name, String(thingName));
  if (refusal === undefined) return;
  log.info({ certificateId, address, ...refusal }, 'A device was refused something.');
  because(refusal.reason);
  throw new ServiceError('ForbiddenException', 'Forbidden');
}
