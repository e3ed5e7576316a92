/** Gives each packet of a connection to the handler of its type. */
import type { Connection } from './connection.ts';
import type { Frame } from './frame-reader.ts';
import type { GatewayContext } from './gateway-context.ts';
import { readPacket } from './packet-reader.ts';
import { handleConnect } from './packets/connect.ts';
import { handleDisconnect } from './packets/disconnect.ts';
import { handlePingreq } from './packets/pingreq.ts';
import { handlePuback } from './packets/puback.ts';
import { handlePublish } from './packets/publish.ts';
import { handleSubscribe } from './packets/subscribe.ts';
import { handleUnsubscribe } from './packets/unsubscribe.ts';
import { protocolError } from './reason-codes.ts';

/** Handles one packet. Throws a ProtocolViolation where the client has broken the protocol. */
export function receive(context: GatewayContext, connection: Connection, frame: Frame): void {
  const { session } = connection;
  if (session === undefined) {
    handleConnect(context, connection, frame);
    return;
  }
  const packet = readPacket(frame, connection.version);
  switch (packet.cmd) {
    case 'publish':
      handlePublish(context, connection, session, packet);
      return;
    case 'puback':
      handlePuback(context, session, packet);
      return;
    case 'subscribe':
      handleSubscribe(context, connection, session, packet);
      return;
    case 'unsubscribe':
      handleUnsubscribe(context, connection, session, packet);
      return;
    case 'pingreq':
      handlePingreq(connection);
      return;
    case 'disconnect':
      handleDisconnect(context, connection, session, packet);
      return;
    default:
      throw protocolError(`A client does not send ${packet.cmd} here.`);
  }
}
