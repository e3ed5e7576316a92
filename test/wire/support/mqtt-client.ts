/** MQTT.js as a device: topics and payloads as they are, over TLS with a client certificate. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { connect, type IClientOptions, type IDisconnectPacket, type IPublishPacket, type MqttClient } from 'mqtt';
import { type Identity, uniqueName } from './device.ts';
import { Inbox } from './inbox.ts';
import type { WireServer } from './server.ts';
import { within } from './within.ts';

export const versions = [5, 4] as const;
export type Version = (typeof versions)[number];

/** What people call the number in CONNECT. */
export function nameOf(version: Version): string {
  return version === 5 ? 'MQTT 5' : 'MQTT 3.1.1';
}

export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly packet: IPublishPacket;
}

export interface Connected {
  readonly client: MqttClient;
  readonly clientId: string;
  readonly inbox: Inbox<Message>;
  /** Whether the server has kept a session. */
  readonly sessionPresent: boolean;
  /** Resolves when the connection is closed, to what the server said of it in MQTT 5. */
  readonly closed: Promise<IDisconnectPacket | undefined>;
  /** Publishes JSON, or text as it is, at QoS 1; resolves when it is acknowledged. */
  publish(topic: string, payload: unknown, options?: Parameters<MqttClient['publishAsync']>[2]): Promise<void>;
  /** Subscribes at QoS 1 and asserts that it was granted. */
  subscribe(...filters: string[]): Promise<void>;
  /** Takes the next message of a topic and reads it as JSON. */
  take(topic: string): Promise<Record<string, unknown>>;
  /** Everything that came on other topics than those taken, once all that was on its way is here. */
  rest(): Promise<string[]>;
  end(): Promise<void>;
}

/** Connects, for as long as the test lasts at most. It never connects again by itself. */
export async function connectMqtt(
  context: TestContext,
  server: WireServer,
  identity: Identity | undefined,
  version: Version,
  options: IClientOptions = {},
): Promise<Connected> {
  const clientId = options.clientId ?? uniqueName('client');
  const client = connect({
    protocol: 'mqtts',
    host: server.mqttHost,
    port: server.mqttsPort,
    ca: server.ca,
    ...(identity && { cert: identity.certificatePem, key: identity.privateKeyPem }),
    protocolVersion: version,
    reconnectPeriod: 0,
    clientId,
    ...options,
  });
  const inbox = new Inbox<Message>(({ topic, payload }) => `${topic} ${payload}`);
  client.on('message', (topic, payload, packet) => inbox.add({ topic, payload: payload.toString(), packet }));
  // Before the first await, or messages of a kept session would be missed.
  const connected = new Promise<boolean>((resolve, reject) => {
    client.once('connect', ({ sessionPresent }) => resolve(sessionPresent));
    client.once('error', reject);
    client.once('close', () => reject(new Error('The server closed the connection')));
  });
  context.after(() => client.endAsync(true));
  const sessionPresent = await within(connected, 'MQTT.js is connected');
  client.on('error', () => undefined);
  return new MqttDevice(client, clientId, inbox, sessionPresent);
}

class MqttDevice implements Connected {
  readonly client: MqttClient;
  readonly clientId: string;
  readonly inbox: Inbox<Message>;
  readonly sessionPresent: boolean;
  readonly closed: Promise<IDisconnectPacket | undefined>;

  constructor(client: MqttClient, clientId: string, inbox: Inbox<Message>, sessionPresent: boolean) {
    this.client = client;
    this.clientId = clientId;
    this.inbox = inbox;
    this.sessionPresent = sessionPresent;
    this.closed = new Promise((resolve) => {
      let reason: IDisconnectPacket | undefined;
      client.once('disconnect', (packet) => {
        reason = packet;
      });
      client.once('close', () => resolve(reason));
    });
  }

  async publish(topic: string, payload: unknown, options: Parameters<MqttClient['publishAsync']>[2] = {}) {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    await within(this.client.publishAsync(topic, text, { qos: 1, ...options }), `${topic} is acknowledged`);
  }

  async subscribe(...filters: string[]) {
    const granted = await within(this.client.subscribeAsync(filters, { qos: 1 }), `${filters} are granted`);
    assert.deepEqual(
      granted.map(({ topic, qos }) => [topic, qos]),
      filters.map((filter) => [filter, 1]),
    );
  }

  async take(topic: string) {
    const { payload } = await this.inbox.take(topic, (message) => message.topic === topic);
    return JSON.parse(payload) as Record<string, unknown>;
  }

  async rest() {
    // What the server sent before the answer to this came before it.
    const fence = uniqueName('fence');
    await this.subscribe(fence);
    await this.publish(fence, '{}');
    await this.take(fence);
    return this.inbox.takeAll().map((message) => message.topic);
  }

  async end() {
    await within(this.client.endAsync(), 'MQTT.js has disconnected');
  }
}
