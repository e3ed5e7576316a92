/** Splits a stream of bytes into complete control packets; what they mean is decided later. */
import { GatheredBytes } from '../../../lib/gathered-bytes.ts';
import { malformed, ProtocolViolation, reasonCodes } from './reason-codes.ts';

/** One control packet: all its bytes, and where the part behind the fixed header begins. */
export interface Frame {
  readonly bytes: Buffer;
  readonly bodyStart: number;
}

const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Takes chunks as they arrive and returns frames. What has come of an unfinished packet is copied together, so that a client
 * that sends single bytes costs no more memory or time than any other.
 */
export class FrameReader {
  readonly #packetBytes: number;
  readonly #mayKeep: (bytes: number) => boolean;
  /** What comes next is in one of these two: as it was read, or copied together. */
  #front = NOTHING;
  readonly #unfinished: GatheredBytes;
  /** The length of the packet in front; 0 while it is unknown. */
  #wanted = 0;
  #bodyStart = 0;

  /**
   * `packetBytes` is the longest packet that is accepted. `mayKeep` is asked before the memory for unfinished packets gets that
   * large; 0 says that none is needed any more.
   */
  constructor(packetBytes: number, mayKeep: (bytes: number) => boolean = () => true) {
    this.#packetBytes = packetBytes;
    this.#mayKeep = mayKeep;
    this.#unfinished = new GatheredBytes(packetBytes);
  }

  /** Throws a ProtocolViolation if there is no memory for it. */
  push(chunk: Buffer): void {
    if (this.#front.length > 0) this.#keepFront();
    if (this.#unfinished.length === 0) this.#front = chunk;
    else this.#keep(chunk);
  }

  /**
   * The next complete packet; undefined until more bytes arrive. Throws a ProtocolViolation for an impossible length, or if
   * there is no memory for the rest of the packet.
   */
  next(): Frame | undefined {
    if (this.#unfinished.length > 0) {
      if (this.#unfinished.length < this.#wanted) return undefined;
      this.#front = this.#unfinished.take();
      this.#mayKeep(0);
    }
    const front = this.#front;
    const isWhole = (this.#wanted > 0 || this.#readLength(front)) && front.length >= this.#wanted;
    if (!isWhole) {
      this.#keepFront();
      return undefined;
    }
    const bytes = front.subarray(0, this.#wanted);
    this.#front = front.subarray(this.#wanted);
    this.#wanted = 0;
    return { bytes, bodyStart: this.#bodyStart };
  }

  #readLength(front: Buffer): boolean {
    let length = 0;
    for (let index = 1; index <= 4; index += 1) {
      const byte = front[index];
      if (byte === undefined) return false;
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

  #keepFront(): void {
    const front = this.#front;
    this.#front = NOTHING;
    if (front.length > 0) this.#keep(front);
  }

  #keep(bytes: Buffer): void {
    const capacity = this.#unfinished.capacityWith(bytes.length);
    if (capacity > this.#unfinished.capacity && !this.#mayKeep(capacity)) {
      throw new ProtocolViolation(reasonCodes.quotaExceeded, 'There is no memory for the rest of a packet.');
    }
    this.#unfinished.push(bytes);
  }
}
