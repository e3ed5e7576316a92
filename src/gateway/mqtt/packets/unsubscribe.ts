/** UNSUBSCRIBE: always answered, even if there was no subscription. */
import type { IUnsubscribePacket } from 'mqtt-packet';
import type { Session } from '../broker/session.ts';
import type { Connection } from '../connection/connection.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { reasonCodes } from '../wire/reason-codes.ts';
import { storedFor } from './subscribe.ts';

export function handleUnsubscribe(
  context: GatewayContext,
  connection: Connection,
  session: Session,
  { messageId = 0, unsubscriptions }: IUnsubscribePacket,
): void {
  const granted = unsubscriptions.map((filter) =>
    context.broker.unsubscribe(session, filter) ? reasonCodes.success : reasonCodes.noSubscriptionExisted,
  );
  const stored = storedFor(context, session);
  connection.answerWhenStored(stored, () => connection.send({ cmd: 'unsuback', messageId, granted }));
}
