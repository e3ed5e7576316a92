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
  /** Absent where nobody comes with an access key. */
  readonly signerPermissions?: SignerPermissions;
  /** Whether a 3.1.1 client that is refused something is disconnected, since it cannot be told. */
  readonly closeOnDenied: boolean;
  /** Remembers what clients are refused. */
  readonly onRefusal?: (refusal: ClientRefusal) => void;
}
