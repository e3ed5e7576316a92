/** Splits a stream of bytes into complete control packets; what they mean is decided later. */
import { malformed, ProtocolViolation, reasonCodes } from './reason-codes.ts';

/** One control packet: all its bytes, and where the part behind the fixed header begins. */
export interface Frame {
  readonly bytes: Buffer;
  readonly bodyStart: number;
}

/**
 * Takes chunks as they arrive and returns frames. The bytes of an unfinished packet stay in their chunks and are joined
 * once, so that a client that sends single bytes costs no more processor time than any other.
 */
export class FrameReader {
  readonly #packetBytes: number;
  #chunks: Buffer[] = [];
  #buffered = 0;
  /** The length of the packet in front; 0 while it is unknown. */
  #wanted = 0;
  #bodyStart = 0;

  /** `packetBytes` is the longest packet that is accepted. */
  constructor(packetBytes: number) {
    this.#packetBytes = packetBytes;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
  }

  /**
   * The next complete packet; undefined until more bytes arrive. Throws a ProtocolViolation for an impossible length.
   */
  next(): Frame | undefined {
    if (this.#wanted === 0 && !this.#readLength()) return undefined;
    if (this.#buffered < this.#wanted) return undefined;
    const front = this.#joined();
    const isAll = this.#wanted === front.length;
    const bytes = isAll ? front : front.subarray(0, this.#wanted);
    this.#chunks = isAll ? [] : [front.subarray(this.#wanted)];
    this.#buffered -= this.#wanted;
    this.#wanted = 0;
    return { bytes, bodyStart: this.#bodyStart };
  }

  #readLength(): boolean {
    if (this.#buffered < 2) return false;
    const front = this.#chunks[0]?.length === 1 ? this.#joined() : this.#chunks[0];
    if (front === undefined) return false;
    let length = 0;
    for (let index = 1; index <= 4; index += 1) {
      const byte = front[index];
      if (byte === undefined) return front.length < this.#buffered ? this.#joinAndReadLength() : false;
      length += (byte & 0x7f) * 128 ** (index - 1);
      if (byte < 0x80) {
        this.#bodyStart = index + 1;
        this.#wanted = this.#bodyStart + length;
        if (this.#wanted > this.#packetBytes) {
          throw new ProtocolViolation(reasonCodes.packetTooLarge, `A packet of ${this.#wanted} bytes is too large.`);
        }
        return true;
      }
    }
    throw malformed('The remaining length has more than four bytes.');
  }

  #joinAndReadLength(): boolean {
    this.#joined();
    return this.#readLength();
  }

  #joined(): Buffer {
    const [only] = this.#chunks;
    if (this.#chunks.length === 1 && only !== undefined) return only;
    const front = Buffer.concat(this.#chunks, this.#buffered);
    this.#chunks = [front];
    return front;
  }
}
