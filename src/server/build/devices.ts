/** Builds the device path: the four operations in batches, and who a device is and what it may do. */
import { deviceIdentities } from '../../access/device-identities.ts';
import { createDevicePolicies } from '../../access/device-policies/device-policies.ts';
import type { DeviceIdentities } from '../../gateway/device-identities.ts';
import { type DevicePermissions, everythingAllowed } from '../../gateway/device-permissions.ts';
import { wallClock } from '../../lib/clock.ts';
import type { OperationContext } from '../../operations/context.ts';
import type { DeviceOperations } from '../../operations/device/device-operations.ts';
import { createDeviceLane } from '../../operations/device/index.ts';
import { devicesAtDocumentedRates } from '../../operations/request-rates.ts';
import type { PresignedUrls } from '../../store/job/presigned-url.ts';
import type { BuildContext } from './context.ts';

export interface DevicePath {
  readonly operations: DeviceOperations;
  readonly identities: DeviceIdentities;
  readonly permissions: DevicePermissions;
  /** How many device requests wait or are being worked on. */
  readonly pending: () => number;
}

/** Device policies follow committed changes from here on. */
export function buildDevicePath(
  { lifetime, log, settings, signals, store }: BuildContext,
  { clock, newId, settings: { account } }: OperationContext,
  presignedUrls: PresignedUrls,
): DevicePath {
  const lane = createDeviceLane({ database: store.device, clock, account, signals, newId, presignedUrls });
  const isLimited = settings.requestRates === 'documented';
  const policies = createDevicePolicies({ database: store.general, account, log });
  lifetime.add('device policies', () => policies.stop());
  signals.on('permissions changed', ({ subject }) => policies.changed(subject));
  return {
    operations: isLimited ? devicesAtDocumentedRates(lane.operations, wallClock) : lane.operations,
    identities: deviceIdentities(store.general, wallClock),
    permissions: settings.devicePolicies === 'enforce' ? policies : everythingAllowed,
    pending: () => lane.pending(),
  };
}
