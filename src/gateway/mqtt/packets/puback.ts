/** PUBACK: the client has a message; the next one may go. */

import type { Session } from '../broker/session.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { ReceivedPuback } from '../wire/packet-reader.ts';

export function handlePuback({ clock }: GatewayContext, session: Session, packet: ReceivedPuback): void {
  session.acknowledge(packet.messageId, clock.now());
}
