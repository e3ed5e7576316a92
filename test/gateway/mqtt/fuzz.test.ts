/** Whatever bytes come, the gateway closes or answers; it never throws and never stops serving others. */
import assert from 'node:assert/strict';
import { type Duplex, duplexPair } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { everythingAllowed } from '../../../src/gateway/device-permissions.ts';
import { createMqttGateway } from '../../../src/gateway/mqtt/gateway.ts';
import { virtualClock } from '../../../src/lib/clock.ts';
import { openLog } from '../../../src/lib/log.ts';
import { recordingOperations, START } from './test-gateway.ts';

const version = fc.constantFrom(4 as const, 5 as const);
/** Bytes that look like packets: a type, its own length, anything inside. */
const packetLike = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 60 }))
  .map(([first, body]) => Buffer.concat([Buffer.from([first, body.length]), body]));
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  packetLike,
  // A real packet with one byte changed.
  fc
    .tuple(fc.constantFrom<Packet>(...realPackets()), version, fc.nat(60), fc.nat(255))
    .map(([packet, protocolVersion, at, byte]) => {
      const bytes = mqttPacket.generate(packet, { protocolVersion });
      bytes[at % bytes.length] = byte;
      return bytes;
    }),
);

describe('Random bytes', () => {
  it('instead of a CONNECT end the connection or wait for more, and nothing is thrown', async (t) => {
    const { dial, errors } = startFuzzedGateway(t);
    await fc.assert(
      fc.asyncProperty(anyBytes, async (bytes) => {
        const { stream, closed } = dial();
        stream.end(bytes);
        await closed;
        assert.deepEqual(errors, []);
      }),
      { numRuns: 2_000 },
    );
  });

  it('after a CONNECT do neither', async (t) => {
    const { dial, errors } = startFuzzedGateway(t);
    await fc.assert(
      fc.asyncProperty(version, fc.array(anyBytes, { minLength: 1, maxLength: 4 }), async (protocolVersion, chunks) => {
        const { stream, closed } = dial();
        const connect = { cmd: 'connect', clientId: 'device', protocolVersion, clean: true, keepalive: 60 } as const;
        stream.write(mqttPacket.generate(connect));
        for (const chunk of chunks) stream.write(chunk);
        stream.end();
        await closed;
        assert.deepEqual(errors, []);
      }),
      { numRuns: 3_000 },
    );
  });
});

function realPackets(): Packet[] {
  const payload = '{"status":"FAILED","clientToken":"c"}';
  return [
    {
      cmd: 'connect',
      clientId: 'a',
      protocolVersion: 5,
      clean: true,
      keepalive: 9,
      will: { topic: 'w', payload: 'x' },
    },
    { cmd: 'publish', topic: '$aws/things/t/jobs/j/update', payload, qos: 1, dup: false, retain: false, messageId: 1 },
    {
      cmd: 'publish',
      topic: 'a/b',
      payload,
      qos: 0,
      dup: false,
      retain: true,
      properties: { contentType: 'x', topicAlias: 1 },
    },
    {
      cmd: 'subscribe',
      messageId: 2,
      subscriptions: [
        { topic: 'a/+', qos: 1 },
        { topic: '#', qos: 0 },
      ],
    },
    { cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['a/+'] },
    { cmd: 'puback', messageId: 1, reasonCode: 0 },
    { cmd: 'disconnect', reasonCode: 4, properties: { reasonString: 'because' } },
    { cmd: 'pingreq' },
  ];
}

interface Fuzzed {
  /** What was logged as an error: only what was thrown and not meant. */
  readonly errors: string[];
  dial(): { readonly stream: Duplex; readonly closed: Promise<void> };
}

function startFuzzedGateway(context: TestContext): Fuzzed {
  const errors: string[] = [];
  const gateway = createMqttGateway({
    permissions: everythingAllowed,
    operations: recordingOperations(),
    identities: { find: () => Promise.resolve(undefined) },
    clock: virtualClock(START),
    log: openLog({ level: 'error', format: 'json', write: (line) => errors.push(line) }),
  });
  context.after(() => gateway.close());
  return {
    errors,
    dial() {
      const [stream, theirs] = duplexPair();
      stream.resume();
      const closed = new Promise<void>((resolve) => theirs.on('close', resolve));
      gateway.accept(theirs, { certificateId: 'c', address: undefined });
      return { stream, closed };
    },
  };
}
