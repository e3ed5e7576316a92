/** The device gateway: bytes to frames to packets, and whole connections on in-memory streams. */
import assert from 'node:assert/strict';
import { type Duplex, duplexPair } from 'node:stream';
import { everythingAllowed } from '../../../src/gateway/device-permissions.ts';
import { createMqttGateway } from '../../../src/gateway/mqtt/gateway.ts';
import { readProtocolVersion } from '../../../src/gateway/mqtt/wire/connect-reader.ts';
import { FrameReader } from '../../../src/gateway/mqtt/wire/frame-reader.ts';
import { readPacket } from '../../../src/gateway/mqtt/wire/packet-reader.ts';
import { ProtocolViolation } from '../../../src/gateway/mqtt/wire/reason-codes.ts';
import { virtualClock } from '../../../src/lib/clock.ts';
import { openLog } from '../../../src/lib/log.ts';
import type { DeviceOperations } from '../../../src/operations/device/device-operations.ts';
import type { Random } from '../random.ts';
import { pureTarget, refusedOr, startedTarget } from '../target.ts';
import { anyBytes, packetBytes, type Version } from './mqtt-packets.ts';

const PACKET_BYTES = 149_504;
/** The first byte of one. */
const CONNECT = 0x10;
export const version = (random: Random): Version => (random.oneIn(2) ? 4 : 5);

/** The bytes as they may arrive: in pieces, now and then one by one. */
export function inPieces(random: Random, bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  const longest = random.oneIn(10) && bytes.length < 500 ? 1 : random.pick([20, 1_000, 1_000_000]);
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + random.below(longest);
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}

export function stream(random: Random, protocolVersion: Version): Buffer {
  return Buffer.concat(random.times(4, () => anyBytes(random, protocolVersion)));
}

export const framingTarget = pureTarget(
  'MQTT packets',
  110,
  (random) => {
    const protocolVersion = version(random);
    return { protocolVersion, pieces: inPieces(random, stream(random, protocolVersion)) };
  },
  ({ protocolVersion, pieces }) => {
    // Like a connection, it reads nothing after the first violation.
    refusedOr(
      (error) => error instanceof ProtocolViolation,
      () => {
        const frames = new FrameReader(PACKET_BYTES);
        for (const piece of pieces) {
          frames.push(piece);
          for (let frame = frames.next(); frame !== undefined; frame = frames.next()) {
            assert.ok(frame.bytes.length <= PACKET_BYTES);
            if (frame.bytes[0] === CONNECT) readProtocolVersion(frame);
            readPacket(frame, protocolVersion);
          }
        }
      },
    );
  },
);

const execution = {
  jobId: 'j',
  status: 'QUEUED',
  queuedAt: 1,
  lastUpdatedAt: 1,
  versionNumber: 1,
  executionNumber: 1,
  jobDocument: '{}',
};

export const operations: DeviceOperations = {
  GetPendingJobExecutions: async () => ({ inProgressJobs: [], queuedJobs: [execution] }),
  StartNextPendingJobExecution: async () => ({ execution }),
  DescribeJobExecution: async () => ({ execution }),
  UpdateJobExecution: async () => ({}),
};

interface Conversation {
  readonly pieces: readonly Buffer[];
  /** How far the clock moves afterwards, in milliseconds. */
  readonly passes: number;
  readonly isAbrupt: boolean;
}

function conversation(random: Random): Conversation {
  const protocolVersion = version(random);
  const opening = random.oneIn(8) ? anyBytes(random, protocolVersion) : packetBytes(random, protocolVersion, true);
  const isValid = random.oneIn(2);
  const rest = isValid
    ? random.times(8, () => packetBytes(random, protocolVersion))
    : random.times(5, () => anyBytes(random, protocolVersion));
  const pieces = inPieces(random, Buffer.concat([opening, ...rest]));
  return { pieces, passes: random.oneIn(50) ? 4_000_000 : random.below(1_000), isAbrupt: random.oneIn(10) };
}

export const connectionTarget = startedTarget<Conversation>('MQTT connections', 90, async () => {
  const errors: string[] = [];
  const clock = virtualClock(1_700_000_000_500);
  const gateway = createMqttGateway({
    permissions: everythingAllowed,
    operations,
    identities: { find: () => Promise.resolve(undefined) },
    clock,
    log: openLog({ level: 'error', format: 'json', write: (line) => errors.push(line) }),
    // Small, so that what is kept reaches its limits at once and the memory shows what is not limited.
    settings: { offlineSessions: 20, retainedMessages: 20, queuedBytes: 100_000, queuedMessagesPerSession: 50 },
  });
  const dial = (): { readonly ours: Duplex; readonly closed: Promise<void> } => {
    const [ours, theirs] = duplexPair();
    ours.on('error', () => undefined);
    ours.resume();
    // Unlike sockets, the ends of a pair do not notice that the other is destroyed.
    ours.on('close', () => theirs.destroy());
    const closed = new Promise<void>((resolve) => theirs.on('close', resolve));
    gateway.accept(theirs, { certificateId: 'c', address: '192.0.2.1' });
    return { ours, closed };
  };
  return {
    make: conversation,
    async check({ pieces, passes, isAbrupt }) {
      const { ours, closed } = dial();
      for (const piece of pieces) ours.write(piece);
      if (isAbrupt) ours.destroy();
      else ours.end();
      await closed;
      clock.advance(passes);
      if (passes > 900) gateway.watch(performance.now());
      assert.deepEqual(errors.splice(0), []);
    },
    async close() {
      await gateway.close();
      assert.deepEqual(errors, []);
    },
  };
});
