/** Whether anybody may ask an operation under `/x/`. */
import type { UnsignedWhen } from '../contract/operation.ts';
import { isLoopback } from './addresses.ts';
import type { Settings } from './settings/table.ts';

/** Time may be moved by anybody where it is virtual and only this machine can reach the server. */
export function isUnsigned({ clock, host }: Pick<Settings, 'clock' | 'host'>, when: UnsignedWhen): boolean {
  return when === 'always' || (clock === 'virtual' && isLoopback(host));
}
