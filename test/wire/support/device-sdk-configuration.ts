/** How `aws-iot-device-sdk-v2` is told where the server is and who the device is. */
import { auth, iot, type mqtt, type mqtt5 } from 'aws-iot-device-sdk-v2';
import type { Identity } from './device.ts';
import type { WireServer } from './server.ts';

const KEEP_ALIVE_SECONDS = 1_200;

export const protocols = ['MQTT 5', 'MQTT 3.1.1'] as const;
export type Protocol = (typeof protocols)[number];

export type Address = Pick<WireServer, 'mqttHost' | 'mqttsPort' | 'ca'>;

/** Of an access key, for a WebSocket; it is made at the address's port. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** Of a client for MQTT 5. */
export function clientConfiguration(
  server: Address,
  identity: Identity | Credentials,
  clientId: string,
): mqtt5.Mqtt5ClientConfig {
  const Builder = iot.AwsIotMqtt5ClientConfigBuilder;
  const builder =
    'region' in identity
      ? Builder.newWebsocketMqttBuilderWithSigv4Auth(server.mqttHost, {
          credentialsProvider: providerOf(identity),
          region: identity.region,
        })
      : Builder.newDirectMqttBuilderWithMtlsFromMemory(
          server.mqttHost,
          identity.certificatePem,
          identity.privateKeyPem,
        );
  return builder
    .withCertificateAuthority(server.ca)
    .withPort(server.mqttsPort)
    .withConnectProperties({ clientId, keepAliveIntervalSeconds: KEEP_ALIVE_SECONDS })
    .build();
}

/** Of a connection for MQTT 3.1.1. */
export function connectionConfiguration(
  server: Address,
  identity: Identity | Credentials,
  clientId: string,
): mqtt.MqttConnectionConfig {
  const Builder = iot.AwsIotMqttConnectionConfigBuilder;
  const builder =
    'region' in identity
      ? Builder.new_with_websockets({ region: identity.region, credentials_provider: providerOf(identity) })
      : Builder.new_mtls_builder(identity.certificatePem, identity.privateKeyPem);
  return builder
    .with_certificate_authority(server.ca)
    .with_endpoint(server.mqttHost)
    .with_port(server.mqttsPort)
    .with_client_id(clientId)
    .with_clean_session(true)
    .with_keep_alive_seconds(KEEP_ALIVE_SECONDS)
    .build();
}

function providerOf({ accessKeyId, secretAccessKey }: Credentials): auth.AwsCredentialsProvider {
  // The SDK appends the token after signing; with a permanent key it means nothing.
  return auth.AwsCredentialsProvider.newStatic(accessKeyId, secretAccessKey, 'token/+=');
}
