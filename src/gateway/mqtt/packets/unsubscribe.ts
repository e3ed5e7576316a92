/** UNSUBSCRIBE: always answered, even if there was no subscription. */
import type { Session } from '../broker/session.ts';
import type { Connection } from '../connection/connection.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { ReceivedUnsubscribe } from '../wire/packet-reader.ts';
import { reasonCodes } from '../wire/reason-codes.ts';
import { storedFor } from './subscribe.ts';

export function handleUnsubscribe(
  context: GatewayContext,
  connection: Connection,
  session: Session,
  { messageId, filters }: ReceivedUnsubscribe,
): void {
  const granted = filters.map((filter) =>
    context.broker.unsubscribe(session, filter) ? reasonCodes.success : reasonCodes.noSubscriptionExisted,
  );
  const stored = storedFor(context, session);
  connection.answerWhenStored(stored, () => connection.send({ cmd: 'unsuback', messageId, granted }));
}
