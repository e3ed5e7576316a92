/** The will of a CONNECT, turned into a message that can be published (docs/service/gateway.md#connecting). */
import type { MqttSettings } from '../settings.ts';
import type { ReceivedWill } from '../wire/connect-reader.ts';
import type { Will } from './broker.ts';

/** The will of a packet whose will topic and QoS were checked. */
export function willOf({ payload, properties, qos, retain, topic }: ReceivedWill, settings: MqttSettings): Will {
  const { delaySeconds, messageExpirySeconds, passedOn } = properties;
  const expirySeconds =
    messageExpirySeconds === undefined
      ? undefined
      : Math.min(messageExpirySeconds, settings.messageExpiryMaximumSeconds);
  return {
    // The payload is a view of the socket's buffer, which a will must not keep alive.
    message: {
      topic,
      payload: Buffer.from(payload),
      qos: qos === 1 ? 1 : 0,
      retain,
      properties: passedOn,
      expiresAt: undefined,
    },
    delaySeconds,
    expirySeconds,
  };
}
