/**
 * DISCONNECT: the client leaves in an orderly way; in MQTT 5 it may change the expiry of its session or ask for its
 * will (docs/service/gateway.md#kept-sessions).
 */
import type { Session } from '../broker/session.ts';
import type { Connection } from '../connection/connection.ts';
import { endings } from '../connection/ending.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { ReceivedDisconnect } from '../wire/packet-reader.ts';
import { protocolError, reasonCodes } from '../wire/reason-codes.ts';

export function handleDisconnect(
  { settings }: GatewayContext,
  connection: Connection,
  session: Session,
  { reasonCode, sessionExpirySeconds }: ReceivedDisconnect,
): void {
  if (sessionExpirySeconds !== undefined) {
    if (session.expirySeconds === 0 && sessionExpirySeconds > 0) {
      throw protocolError('A session that ends with its connection cannot be prolonged.');
    }
    session.expirySeconds = Math.min(sessionExpirySeconds, settings.sessionExpiryMaximumSeconds);
  }
  const publishesWill = reasonCode !== reasonCodes.success;
  connection.end({ ...endings.clientInitiated, publishesWill });
}
