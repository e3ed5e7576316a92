/** What the packet handlers share. */
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { DeviceOperations } from '../../operations/device/device-operations.ts';
import type { ClientRefusal, DevicePermissions, SignerPermissions } from '../device-permissions.ts';
import type { Broker } from './broker/broker.ts';
import type { Presence } from './broker/presence.ts';
import type { MqttSettings } from './settings.ts';

export interface GatewayContext {
  readonly settings: MqttSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly broker: Broker;
  readonly presence: Presence;
  readonly operations: DeviceOperations;
  readonly permissions: DevicePermissions;
  /** Absent if no client comes with an access key. */
  readonly signerPermissions?: SignerPermissions;
  /** True if a 3.1.1 client is disconnected when it is refused something, since it cannot be told. */
  readonly closeOnDenied: boolean;
  /** Records what clients are refused. */
  readonly onRefusal?: (refusal: ClientRefusal) => void;
}
