/** SUBSCRIBE: each filter is granted or refused by itself (docs/service/gateway.md#publish-and-subscribe). */
import { isReservedTopic } from '../../../contract/topics.ts';
import type { Session } from '../broker/session.ts';
import { parseShare, type Share } from '../broker/share-group.ts';
import { hasWildcard, isValidFilter } from '../broker/topic-filter.ts';
import type { Connection } from '../connection/connection.ts';
import { endings } from '../connection/ending.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { MqttSettings } from '../settings.ts';
import type { AskedSubscription, ReceivedSubscribe } from '../wire/packet-reader.ts';
import { ProtocolViolation, protocolError, reasonCodes } from '../wire/reason-codes.ts';

const FAILURE = 0x80;

/** Handles a SUBSCRIBE. This is the one place where a client subscribes. */
export function handleSubscribe(
  context: GatewayContext,
  connection: Connection,
  session: Session,
  packet: ReceivedSubscribe,
): void {
  if (packet.subscriptionIdentifier !== undefined) {
    const message = 'Subscription identifiers are not supported.';
    throw new ProtocolViolation(reasonCodes.subscriptionIdentifiersNotSupported, message);
  }
  const isTooMany = packet.subscriptions.length > context.settings.filtersPerSubscribe;
  if (isTooMany && connection.version === 4) {
    throw new ProtocolViolation(reasonCodes.quotaExceeded, 'A SUBSCRIBE has too many topic filters.');
  }
  const isDenied = (filter: string) => connection.permissions?.maySubscribe(filter) !== true;
  const denied = new Set(
    packet.subscriptions.map(({ filter }) => filter).filter((filter) => isDenied(sharedFilter(filter))),
  );
  if (denied.size > 0 && connection.version === 4 && context.closeOnDenied) {
    connection.end(endings.notAuthorized);
    return;
  }
  const retainedTopics: string[] = [];
  const granted = packet.subscriptions.map((subscription) =>
    isTooMany
      ? reasonCodes.quotaExceeded
      : subscribe(context, connection, session, subscription, retainedTopics, denied),
  );
  // A subscription that was acknowledged must survive a restart.
  connection.answerWhenStored(storedFor(context, session), () => {
    connection.send({ cmd: 'suback', messageId: packet.messageId, granted });
    for (const topic of retainedTopics) context.broker.sendRetained(session, topic);
  });
}

/**
 * What an answer about the subscriptions of a session has to wait for; a session that ends with its connection is not
 * stored.
 */
export function storedFor({ broker }: GatewayContext, session: Session): Promise<void> | undefined {
  return session.expirySeconds === 0 ? undefined : broker.saved();
}

/**
 * Subscribes to one filter and returns the granted QoS or a reason code; notes topics whose retained message has to be
 * sent.
 */
function subscribe(
  { broker, settings }: GatewayContext,
  { version }: Connection,
  session: Session,
  { filter, qos, noLocal, retainAsPublished, retainHandling }: AskedSubscription,
  retainedTopics: string[],
  denied: ReadonlySet<string>,
): number {
  const share = parseShare(filter);
  if (share !== undefined && noLocal) throw protocolError('No Local is not for shared subscriptions.');
  const refusal = refusalOf(share?.filter ?? filter, share, settings);
  if (refusal !== undefined && version === 4) throw new ProtocolViolation(refusal, 'A topic filter is not allowed.');
  if (refusal !== undefined) return refusal;
  if (denied.has(filter)) return version === 5 ? reasonCodes.notAuthorized : FAILURE;
  const isOneTooMany =
    session.subscriptions.size >= settings.subscriptionsPerSession && !session.subscriptions.has(filter);
  if (isOneTooMany) return version === 5 ? reasonCodes.quotaExceeded : FAILURE;
  const grantedQos = qos === 0 ? 0 : 1;
  const isNew = broker.subscribe(session, filter, { share, qos: grantedQos, noLocal, retainAsPublished });
  const isRetainedWanted = retainHandling === 0 || (retainHandling === 1 && isNew);
  if (share === undefined && !hasWildcard(filter) && isRetainedWanted) retainedTopics.push(filter);
  return grantedQos;
}

/** The filter as policies see it: without the share (docs/service/gateway.md#shared-subscriptions). */
function sharedFilter(filter: string): string {
  return parseShare(filter)?.filter ?? filter;
}

/** The reason code if this topic filter is refused to everybody. */
function refusalOf(filter: string, share: Share | undefined, settings: MqttSettings): number | undefined {
  if (share?.name === '' || !isValidFilter(filter, settings)) return reasonCodes.topicFilterInvalid;
  return isReservedTopic(filter) && !filter.startsWith('$aws/') ? reasonCodes.notAuthorized : undefined;
}
