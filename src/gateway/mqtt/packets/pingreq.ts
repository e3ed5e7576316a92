/** PINGREQ: answered at once. */
import type { Connection } from '../connection/connection.ts';

export function handlePingreq(connection: Connection): void {
  connection.sendPingresp();
}
