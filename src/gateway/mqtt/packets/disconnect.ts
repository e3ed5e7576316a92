/**
 * DISCONNECT: the client leaves in an orderly way; in MQTT 5 it may change the expiry of its session or ask for its
 * will (docs/service/gateway.md#kept-sessions).
 */
import type { IDisconnectPacket } from 'mqtt-packet';
import type { Session } from '../broker/session.ts';
import type { Connection } from '../connection/connection.ts';
import { endings } from '../connection/ending.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { protocolError, reasonCodes } from '../wire/reason-codes.ts';

export function handleDisconnect(
  { settings }: GatewayContext,
  connection: Connection,
  session: Session,
  packet: IDisconnectPacket,
): void {
  const { sessionExpiryInterval } = packet.properties ?? {};
  if (sessionExpiryInterval !== undefined) {
    if (session.expirySeconds === 0 && sessionExpiryInterval > 0) {
      throw protocolError('A session that ends with its connection cannot be prolonged.');
    }
    session.expirySeconds = Math.min(sessionExpiryInterval, settings.sessionExpiryMaximumSeconds);
  }
  const publishesWill = (packet.reasonCode ?? reasonCodes.success) !== reasonCodes.success;
  connection.end({ ...endings.clientInitiated, publishesWill });
}
