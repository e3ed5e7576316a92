/** How `aws-iot-device-sdk-v2` is told where the server is and who the device is. */
import { iot, type mqtt, type mqtt5 } from 'aws-iot-device-sdk-v2';
import type { Identity } from './device.ts';
import type { WireServer } from './server.ts';

const KEEP_ALIVE_SECONDS = 1_200;

export const protocols = ['MQTT 5', 'MQTT 3.1.1'] as const;
export type Protocol = (typeof protocols)[number];

export type Address = Pick<WireServer, 'mqttHost' | 'mqttsPort' | 'ca'>;

/** Of a client for MQTT 5. */
export function clientConfiguration(server: Address, identity: Identity, clientId: string): mqtt5.Mqtt5ClientConfig {
  const { certificatePem, privateKeyPem } = identity;
  const { newDirectMqttBuilderWithMtlsFromMemory: builder } = iot.AwsIotMqtt5ClientConfigBuilder;
  return builder(server.mqttHost, certificatePem, privateKeyPem)
    .withCertificateAuthority(server.ca)
    .withPort(server.mqttsPort)
    .withConnectProperties({ clientId, keepAliveIntervalSeconds: KEEP_ALIVE_SECONDS })
    .build();
}

/** Of a connection for MQTT 3.1.1. */
export function connectionConfiguration(
  server: Address,
  identity: Identity,
  clientId: string,
): mqtt.MqttConnectionConfig {
  const { certificatePem, privateKeyPem } = identity;
  return iot.AwsIotMqttConnectionConfigBuilder.new_mtls_builder(certificatePem, privateKeyPem)
    .with_certificate_authority(server.ca)
    .with_endpoint(server.mqttHost)
    .with_port(server.mqttsPort)
    .with_client_id(clientId)
    .with_clean_session(true)
    .with_keep_alive_seconds(KEEP_ALIVE_SECONDS)
    .build();
}
