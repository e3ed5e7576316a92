/** PUBACK: the client has received a message; the next one may be sent. */

import type { Session } from '../broker/session.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { ReceivedPuback } from '../wire/packet-reader.ts';

export function handlePuback({ clock }: GatewayContext, session: Session, packet: ReceivedPuback): void {
  session.acknowledge(packet.messageId, clock.now());
}
