/** A gateway and clients of it on in-memory streams: no ports, no sleeps. */

import { type Duplex, duplexPair } from 'node:stream';
import type { TestContext } from 'node:test';
import mqttPacket, { type IConnectPacket, type IPublishPacket, type Packet } from 'mqtt-packet';
import {
  type ClientRefusal,
  type DevicePermissions,
  everythingAllowed,
} from '../../../src/gateway/device-permissions.ts';
import type { SessionStore } from '../../../src/gateway/mqtt/broker/session-keeper.ts';
import { createMqttGateway, type MqttGateway } from '../../../src/gateway/mqtt/gateway.ts';
import type { MqttSettings } from '../../../src/gateway/mqtt/settings.ts';
import { virtualClock } from '../../../src/lib/clock.ts';
import { type Log, openLog } from '../../../src/lib/log.ts';
import type { DeviceOperations } from '../../../src/operations/device/device-operations.ts';

export const START = 1_700_000_000_500;
export const silentLog = openLog({ level: 'silent', format: 'json' });

/** Device operations that know one execution and remember what they were asked. */
export function recordingOperations(): DeviceOperations & { readonly inputs: unknown[] } {
  const inputs: unknown[] = [];
  const execution = {
    jobId: 'job-1',
    status: 'QUEUED',
    queuedAt: START - 1_000,
    lastUpdatedAt: START - 1_000,
    versionNumber: 1,
    executionNumber: 1,
    jobDocument: '{ "a" : 1.0 }',
  };
  return {
    inputs,
    async GetPendingJobExecutions(input) {
      inputs.push(input);
      return { inProgressJobs: [], queuedJobs: [execution] };
    },
    async StartNextPendingJobExecution(input) {
      inputs.push(input);
      return {};
    },
    async DescribeJobExecution(input) {
      inputs.push(input);
      return { execution };
    },
    async UpdateJobExecution(input) {
      inputs.push(input);
      return {};
    },
  };
}

export interface TestGateway extends MqttGateway {
  readonly clock: ReturnType<typeof virtualClock>;
  /** What clients were refused. */
  readonly refusals: readonly ClientRefusal[];
  /** A client of this gateway that has not said anything yet. */
  dial(options?: { readonly version?: 4 | 5; readonly certificateId?: string | undefined }): TestClient;
  /** A client whose CONNECT was accepted. */
  connect(clientId: string, packet?: Partial<IConnectPacket>, certificateId?: string): Promise<TestClient>;
}

/** Starts a gateway that is closed after the test. */
export function startTestGateway(
  context: TestContext,
  operations: DeviceOperations = recordingOperations(),
  settings: Partial<MqttSettings> = {},
  permissions: DevicePermissions = everythingAllowed,
  closeOnDenied = true,
  sessions?: SessionStore,
  log: Log = silentLog,
): TestGateway {
  const clock = virtualClock(START);
  const refusals: ClientRefusal[] = [];
  const identities = { find: () => Promise.resolve(undefined) };
  const gateway = createMqttGateway({
    permissions,
    closeOnDenied,
    onRefusal: (refusal) => void refusals.push(refusal),
    operations,
    identities,
    clock,
    log,
    settings,
    ...(sessions === undefined ? {} : { sessions }),
  });
  context.after(() => gateway.close());
  const dial: TestGateway['dial'] = (options = {}) => {
    const [ours, theirs] = duplexPair();
    // Unlike sockets, the ends of a pair do not notice that the other is destroyed.
    ours.on('close', () => theirs.destroy());
    theirs.on('close', () => ours.destroy());
    const certificateId = 'certificateId' in options ? options.certificateId : 'c'.repeat(64);
    gateway.accept(theirs, { certificateId, address: '192.0.2.1' });
    return new TestClient(ours, options.version ?? 4);
  };
  return {
    ...gateway,
    clock,
    refusals,
    dial,
    async connect(clientId, packet = {}, certificateId = 'c'.repeat(64)) {
      const client = dial({ version: packet.protocolVersion === 5 ? 5 : 4, certificateId });
      client.connect(clientId, packet);
      const connack = await client.next('connack');
      if ((connack.returnCode ?? connack.reasonCode) !== 0) throw new Error('The CONNECT was refused.');
      return client;
    },
  };
}

type PacketOf<C extends Packet['cmd']> = Extract<Packet, { cmd: C }>;

/** The other end of a connection, packet by packet. */
export class TestClient {
  readonly stream: Duplex;
  readonly version: 4 | 5;
  /** Resolves when the gateway has closed the connection. */
  readonly closed: Promise<void>;
  readonly #received: Packet[] = [];
  #wake: (() => void) | undefined;
  #messageId = 0;
  #isClosed = false;

  constructor(stream: Duplex, version: 4 | 5) {
    this.stream = stream;
    this.version = version;
    const parser = mqttPacket.parser({ protocolVersion: version });
    parser.on('packet', (packet) => {
      this.#received.push(packet);
      this.#wake?.();
    });
    stream.on('data', (chunk: Buffer) => parser.parse(chunk));
    stream.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      const close = () => {
        this.#isClosed = true;
        this.#wake?.();
        stream.end();
        resolve();
      };
      stream.on('end', close).on('close', close);
    });
  }

  send(packet: Packet): void {
    this.stream.write(mqttPacket.generate(packet, { protocolVersion: this.version }));
  }

  connect(clientId: string, packet: Partial<IConnectPacket> = {}): void {
    const protocolVersion = this.version;
    this.send({ cmd: 'connect', protocolId: 'MQTT', protocolVersion, clean: true, keepalive: 60, clientId, ...packet });
  }

  /** Publishes; QoS 1 unless told otherwise. Gives the packet identifier. */
  publish(topic: string, payload: string | Buffer = '', packet: Partial<IPublishPacket> = {}): number {
    this.#messageId += 1;
    const messageId = this.#messageId;
    this.send({ cmd: 'publish', topic, payload, qos: 1, dup: false, retain: false, messageId, ...packet });
    return messageId;
  }

  /** Subscribes and gives the codes of the SUBACK. */
  async subscribe(
    filters: string | readonly string[],
    options: { readonly qos?: 0 | 1 | 2; readonly nl?: boolean; readonly rap?: boolean; readonly rh?: number } = {},
  ): Promise<readonly number[]> {
    this.#messageId += 1;
    const subscriptions = [filters].flat().map((topic) => ({ topic, qos: 1 as const, ...options }));
    this.send({ cmd: 'subscribe', messageId: this.#messageId, subscriptions });
    const { granted } = await this.next('suback');
    return granted as number[]; // the type allows objects too, which no SUBACK holds
  }

  /** The next packet, which must be of this type. */
  async next<C extends Packet['cmd']>(cmd: C): Promise<PacketOf<C>> {
    const packet = await this.nextOfAll();
    if (packet?.cmd !== cmd) throw new Error(`Expected ${cmd}, but got ${JSON.stringify(packet) ?? 'the end'}.`);
    return packet as PacketOf<C>; // its type was just compared
  }

  /** The next packet; undefined if the connection is closed before one comes. */
  async nextOfAll(): Promise<Packet | undefined> {
    while (this.#received.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#received.shift();
  }

  /** The topic and text of the next message. */
  async nextMessage(): Promise<{ readonly topic: string; readonly text: string }> {
    const { topic, payload, qos, messageId } = await this.next('publish');
    if (qos === 1) this.acknowledge(messageId);
    return { topic, text: payload.toString() };
  }

  acknowledge(messageId: number | undefined): void {
    if (messageId === undefined) throw new Error('There is nothing to acknowledge.');
    this.send({ cmd: 'puback', messageId, reasonCode: 0 });
  }

  /** Everything that comes before the answer to a ping, which follows all that was due before it. */
  async settled(): Promise<readonly Packet[]> {
    this.send({ cmd: 'pingreq' });
    const packets: Packet[] = [];
    while (true) {
      const packet = await this.nextOfAll();
      if (packet === undefined) throw new Error('The connection is closed.');
      if (packet.cmd === 'pingresp') return packets;
      packets.push(packet);
    }
  }
}
