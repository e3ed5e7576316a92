/** The seam between WebSocket frames and MQTT: what `ws` gives to our reader, whatever the frames are, on in-memory streams. */
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import { everything } from '../../../src/gateway/device-permissions.ts';
import { defaultHttpLimits } from '../../../src/gateway/http/limits.ts';
import { webSockets } from '../../../src/gateway/http/web-sockets.ts';
import { createMqttGateway } from '../../../src/gateway/mqtt/gateway.ts';
import { virtualClock } from '../../../src/lib/clock.ts';
import { openLog } from '../../../src/lib/log.ts';
import { mutateBytes, type Random } from '../random.ts';
import { startedTarget } from '../target.ts';
import { inPieces, operations, stream, version } from './mqtt.ts';

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const LONGEST_MESSAGE = 16 * 1024;
const NOTHING = Buffer.alloc(0);

interface FrameOptions {
  readonly isLast?: boolean;
  readonly isMasked?: boolean;
  /** The three bits that only extensions may set. */
  readonly reserved?: number;
  /** If it is not the true one. */
  readonly length?: number;
}

function frame(random: Random, opcode: number, payload: Buffer, options: FrameOptions = {}): Buffer {
  const { isLast = true, isMasked = true, reserved = 0, length = payload.length } = options;
  const head = Buffer.alloc(10);
  head[0] = (isLast ? 0x80 : 0) | (reserved << 4) | opcode;
  let end = 2;
  if (length < 126) head[1] = length;
  else if (length < 65_536) {
    head[1] = 126;
    end = head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    end = head.writeBigUInt64BE(BigInt(length), 2);
  }
  if (!isMasked) return Buffer.concat([head.subarray(0, end), payload]);
  head[1] = (head[1] ?? 0) | 0x80;
  const mask = Buffer.from([random.below(256), random.below(256), random.below(256), random.below(256)]);
  const masked = Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return Buffer.concat([head.subarray(0, end), mask, masked]);
}

const cut = (random: Random, bytes: Buffer): Buffer[] => (random.oneIn(3) ? [bytes] : inPieces(random, bytes));

/** The bytes as one message, in one frame or in several, with other frames between them as the protocol allows. */
function message(random: Random, bytes: Buffer): Buffer[] {
  const parts = bytes.length === 0 ? [bytes] : cut(random, bytes).slice(0, 500);
  const rest = bytes.subarray(parts.reduce((sum, part) => sum + part.length, 0));
  if (rest.length > 0) parts.push(rest);
  return parts.flatMap((part, index) => {
    const opcode = index === 0 ? opcodes.binary : opcodes.continuation;
    const between = random.oneIn(4) ? [frame(random, random.pick([opcodes.ping, opcodes.pong]), random.bytes(20))] : [];
    return [...between, frame(random, opcode, part, { isLast: index === parts.length - 1 })];
  });
}

/** Frames for a stream of MQTT, which knows nothing of their borders. */
function framed(random: Random, bytes: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at < bytes.length || random.oneIn(4); ) {
    const length = random.pick([0, 1, 7, 300, LONGEST_MESSAGE]);
    messages.push(...message(random, bytes.subarray(at, at + length)));
    at += length;
  }
  return messages;
}

/** What a client may not do, or not so often. */
function nuisance(random: Random): Buffer {
  const many = (count: number, make: () => Buffer) => Buffer.concat(Array.from({ length: count }, make));
  switch (random.below(12)) {
    case 0:
      return frame(random, opcodes.text, Buffer.from('{"a":1}'));
    case 1:
      return frame(random, random.pick([3, 4, 7, 11, 15]), random.bytes(20));
    case 2:
      return frame(random, opcodes.binary, random.bytes(20), { isMasked: false });
    case 3:
      return frame(random, opcodes.binary, random.bytes(20), { reserved: 1 + random.below(7) });
    case 4:
      return frame(random, opcodes.binary, NOTHING, { length: random.pick([LONGEST_MESSAGE + 1, 2 ** 32, 2 ** 52]) });
    case 5:
      return frame(random, opcodes.ping, Buffer.alloc(126));
    case 6:
      return frame(random, opcodes.ping, NOTHING, { isLast: false });
    case 7:
      return frame(
        random,
        opcodes.close,
        random.pick([NOTHING, Buffer.of(3), Buffer.of(3, 237), Buffer.of(3, 232, 255)]),
      );
    case 8:
      return many(random.below(500), () => frame(random, opcodes.ping, Buffer.alloc(125)));
    case 9:
      return many(2 + random.below(3), () => frame(random, opcodes.close, Buffer.of(3, 232)));
    case 10: {
      const opening = frame(random, opcodes.binary, NOTHING, { isLast: false });
      const fragments = random.oneIn(10) ? 1_100 : random.below(20);
      return Buffer.concat([
        opening,
        many(fragments, () => frame(random, opcodes.continuation, NOTHING, { isLast: false })),
      ]);
    }
    default:
      return frame(random, opcodes.continuation, random.bytes(20));
  }
}

interface Sent {
  readonly pieces: readonly Buffer[];
  /** What MQTT is to be given of it, and nothing else; undefined if the frames are broken. */
  readonly expected: Buffer | undefined;
}

function sent(random: Random): Sent {
  const bytes = stream(random, version(random)).subarray(0, 4 * LONGEST_MESSAGE);
  const frames = framed(random, bytes);
  if (random.oneIn(2)) {
    const all = Buffer.concat([...frames, frame(random, opcodes.close, Buffer.of(3, 232))]);
    return { pieces: inPieces(random, all), expected: bytes };
  }
  for (const trouble of random.times(2, () => nuisance(random)))
    frames.splice(random.below(frames.length + 1), 0, trouble);
  const all = Buffer.concat(frames);
  return { pieces: inPieces(random, random.oneIn(2) ? mutateBytes(random, all, 400_000) : all), expected: undefined };
}

/** Signatures have targets of their own: this one is always right. */
const URL =
  '/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260115%2Fus-east-1%2Fiotdevicegateway%2Faws4_request' +
  `&X-Amz-Date=20260115T120000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=${'0'.repeat(64)}`;
const headers = {
  host: 'localhost',
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-key': Buffer.alloc(16).toString('base64'),
  'sec-websocket-version': '13',
  'sec-websocket-protocol': 'mqtt',
};

export const webSocketTarget = startedTarget<Sent>('WebSockets', 30, async () => {
  const errors: string[] = [];
  const log = openLog({ level: 'error', format: 'json', write: (line) => errors.push(line) });
  const clock = virtualClock(1_700_000_000_500);
  const principal = { arn: 'arn:aws:iam::000000000000:root' };
  const gateway = createMqttGateway({
    permissions: {
      admit: () => Promise.reject(new Error('nobody has a certificate')),
      refusalOfCall: async () => undefined,
    },
    signerPermissions: { admit: async () => ({ permissions: everything }) },
    operations,
    identities: { find: async () => undefined },
    clock,
    log,
    settings: { offlineSessions: 20, retainedMessages: 20, queuedBytes: 100_000, queuedMessagesPerSession: 50 },
  });
  /** Whoever takes the next WebSocket. */
  let take: (stream: Duplex) => void = () => undefined;
  const sockets = webSockets({
    identities: {
      verifySignature: async () => principal,
      devices: { find: async () => undefined },
      failedSignIns: { failed: () => undefined },
      wallClock: clock,
    },
    limits: { ...defaultHttpLimits, webSocketMessageBytes: LONGEST_MESSAGE },
    audit: { refused: () => undefined },
    log,
    dateNow: () => '',
    accept: (accepted) => take(accepted),
  });
  return {
    make: sent,
    async check({ pieces, expected }) {
      const [ours, theirs] = duplexPair();
      ours.on('error', () => undefined);
      ours.resume();
      // Unlike sockets, the ends of a pair do not notice that the other is destroyed.
      ours.on('close', () => theirs.destroy());
      const closed = new Promise<void>((resolve) => theirs.on('close', resolve));
      const given: Buffer[] = [];
      take = (accepted) => {
        if (expected === undefined)
          gateway.accept(accepted, {
            certificateId: undefined,
            address: '192.0.2.1',
            signer: { accessKeyId: 'A', principal, isSecure: true },
          });
        else accepted.on('data', (chunk: Buffer) => given.push(chunk)).on('error', () => undefined);
      };
      // Nothing else of a message is looked at.
      const request = {
        method: 'GET',
        url: URL,
        headers,
        rawHeaders: [],
        socket: theirs,
      } as unknown as IncomingMessage;
      sockets.upgrade(request, theirs, NOTHING);
      // A copy, as it is unmasked where it lies, and an input that took long is tried again.
      for (const piece of pieces) ours.write(Buffer.from(piece));
      ours.end();
      await closed;
      if (expected !== undefined) assert.deepEqual(Buffer.concat(given), expected);
      assert.deepEqual(errors.splice(0), []);
    },
    async close() {
      sockets.close();
      await gateway.close();
      assert.deepEqual(errors, []);
    },
  };
});
