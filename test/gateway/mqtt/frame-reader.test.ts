import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import mqttPacket from 'mqtt-packet';
import { FrameReader } from '../../../src/gateway/mqtt/wire/frame-reader.ts';

describe('FrameReader', () => {
  it('gives the same packets however the bytes are cut', () => {
    const sizes = fc.array(fc.nat(40_000), { minLength: 1, maxLength: 5 });
    const cuts = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(sizes, cuts, (payloads, lengths) => {
        const packets = payloads.map((size) => publish(size));
        assert.deepEqual(framesOf(Buffer.concat(packets), lengths), packets);
      }),
      { numRuns: 200 },
    );
  });

  it('gives the same packets byte by byte', () => {
    const packets = [publish(0), publish(200), Buffer.from([0xc0, 0]), publish(17_000)];
    assert.deepEqual(framesOf(Buffer.concat(packets), [1]), packets);
  });

  it('asks for the memory of an unfinished packet as it grows, and gives it back', () => {
    const asked: number[] = [];
    const frames = new FrameReader(100_000, (bytes) => asked.push(bytes) > 0);
    const packet = publish(3_000);
    frames.push(packet);
    assert.ok(frames.next());
    assert.deepEqual(asked, []);
    for (let at = 0; at < packet.length; at += 1) {
      frames.push(packet.subarray(at, at + 1));
      assert.equal(frames.next() !== undefined, at === packet.length - 1);
    }
    assert.equal(asked.at(-1), 0);
    assert.ok(Math.max(...asked) < 2 * packet.length, `${asked}`);
    assert.ok(asked.length < 20, `${asked}`);
  });

  it('refuses what there is no memory for', () => {
    const frames = new FrameReader(100_000, (bytes) => bytes < 1_000);
    const packet = publish(3_000);
    frames.push(packet.subarray(0, 500));
    assert.equal(frames.next(), undefined);
    assert.throws(() => frames.push(packet.subarray(500, 1_500)), { name: 'ProtocolViolation', reasonCode: 0x97 });
  });

  it('refuses a packet that is too large before it has come', () => {
    const frames = new FrameReader(1_000);
    frames.push(Buffer.from([0x30, 0xff, 0xff, 0x7f]));
    assert.throws(() => frames.next(), { name: 'ProtocolViolation', reasonCode: 0x95 });
  });

  it('refuses a length of more than four bytes', () => {
    const frames = new FrameReader(1_000);
    frames.push(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]));
    assert.throws(() => frames.next(), { name: 'ProtocolViolation', reasonCode: 0x81 });
  });
});

function publish(size: number): Buffer {
  const payload = Buffer.alloc(size, 'x');
  return mqttPacket.generate({ cmd: 'publish', topic: 'a', payload, qos: 0, dup: false, retain: false });
}

/** Cuts the bytes into chunks of these lengths, over and over. */
function framesOf(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const frames = new FrameReader(1_000_000);
  const found: Buffer[] = [];
  let position = 0;
  for (let index = 0; position < bytes.length; index += 1) {
    const end = position + (lengths[index % lengths.length] ?? 1);
    frames.push(bytes.subarray(position, end));
    position = end;
    for (let frame = frames.next(); frame !== undefined; frame = frames.next()) found.push(frame.bytes);
  }
  return found;
}
