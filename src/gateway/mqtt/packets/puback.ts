/** PUBACK: the client has a message; the next one may go. */
import type { GatewayContext } from '../gateway-context.ts';
import type { ReceivedPuback } from '../packet-reader.ts';
import type { Session } from '../session.ts';

export function handlePuback({ clock }: GatewayContext, session: Session, packet: ReceivedPuback): void {
  session.acknowledge(packet.messageId, clock.now());
}
