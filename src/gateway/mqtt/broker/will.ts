/** The will of a CONNECT, turned into a message that can be published (docs/service/gateway.md#connecting). */
import mqttPacket, { type IConnectPacket } from 'mqtt-packet';
import type { MqttSettings } from '../settings.ts';
import { FrameReader } from '../wire/frame-reader.ts';
import { type ProtocolVersion, readPacket } from '../wire/packet-reader.ts';
import type { Will } from './broker.ts';

type WillOfConnect = NonNullable<IConnectPacket['will']>;

/** The will of a packet whose will topic and QoS were checked. */
export function willOf(will: WillOfConnect, version: ProtocolVersion, settings: MqttSettings): Will {
  const { willDelayInterval, messageExpiryInterval, ...passedOn } = will.properties ?? {};
  const expirySeconds =
    messageExpiryInterval === undefined
      ? undefined
      : Math.min(messageExpiryInterval, settings.messageExpiryMaximumSeconds);
  return {
    message: {
      topic: will.topic,
      payload: Buffer.from(will.payload),
      qos: will.qos === 1 ? 1 : 0,
      retain: will.retain === true,
      properties: version === 5 ? encodedProperties(passedOn) : undefined,
      expiresAt: undefined,
    },
    delaySeconds: willDelayInterval ?? 0,
    expirySeconds,
  };
}

/** The encoded properties, as far as a PUBLISH has them too. */
function encodedProperties(properties: Omit<NonNullable<WillOfConnect['properties']>, 'willDelayInterval'>) {
  const publish = mqttPacket.generate(
    { cmd: 'publish', topic: 'will', payload: '', qos: 0, dup: false, retain: false, properties },
    { protocolVersion: 5 },
  );
  const frames = new FrameReader(publish.length);
  frames.push(publish);
  const frame = frames.next();
  const packet = frame === undefined ? undefined : readPacket(frame, 5);
  return packet?.cmd === 'publish' ? packet.properties.passedOn : undefined;
}
