/** An application message on its way from a publisher to its subscribers. */

export type QoS = 0 | 1;

export interface Message {
  readonly topic: string;
  readonly payload: Buffer | string;
  readonly qos: QoS;
  readonly retain: boolean;
  /** MQTT 5 properties to pass on, still encoded and in their order, without Message Expiry Interval. */
  readonly properties: Buffer | undefined;
  /** Milliseconds since the epoch; undefined means never. */
  readonly expiresAt: number | undefined;
}

/** The approximate memory that a message takes. */
export function messageBytes(message: Message): number {
  return message.payload.length + message.topic.length + (message.properties?.length ?? 0) + 100;
}

export function isExpired(message: Message, now: number): boolean {
  return message.expiresAt !== undefined && message.expiresAt <= now;
}
