/** Passes each packet of a connection to the handler of its type. */
import type { Connection } from '../connection/connection.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { Frame } from '../wire/frame-reader.ts';
import { readPacket } from '../wire/packet-reader.ts';
import { protocolError } from '../wire/reason-codes.ts';
import { handleConnect } from './connect.ts';
import { handleDisconnect } from './disconnect.ts';
import { handlePingreq } from './pingreq.ts';
import { handlePuback } from './puback.ts';
import { handlePublish } from './publish.ts';
import { handleSubscribe } from './subscribe.ts';
import { handleUnsubscribe } from './unsubscribe.ts';

/** Handles one packet. Throws a ProtocolViolation if the client broke the protocol. */
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
