const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Bytes that arrive in pieces, copied together. A piece that is kept as it came keeps all the memory that was read with it,
 * and an object of its own: a million single bytes would take 340 MB.
 */
export class GatheredBytes {
  readonly #most: number;
  #memory = NOTHING;
  #length = 0;

  /** `most` is how many bytes are expected at most; beyond it no memory is set aside for bytes to come. */
  constructor(most: number) {
    this.#most = most;
  }

  get length(): number {
    return this.#length;
  }

  /** The memory that holds the bytes, at most twice as large. */
  get capacity(): number {
    return this.#memory.length;
  }

  /** The memory that there will be once so many more bytes are kept. */
  capacityWith(bytes: number): number {
    const wanted = this.#length + bytes;
    if (wanted <= this.#memory.length) return this.#memory.length;
    return Math.max(wanted, Math.min(2 * this.#memory.length, this.#most));
  }

  push(piece: Uint8Array): void {
    const capacity = this.capacityWith(piece.length);
    if (capacity > this.#memory.length) {
      // Not from Node's pool, of which small buffers would keep large slabs.
      const larger = Buffer.allocUnsafeSlow(capacity);
      this.#memory.copy(larger, 0, 0, this.#length);
      this.#memory = larger;
    }
    this.#memory.set(piece, this.#length);
    this.#length += piece.length;
  }

  /** All bytes, in memory that is not written to any more; nothing is left. */
  take(): Buffer {
    const bytes = this.#memory.subarray(0, this.#length);
    this.#memory = NOTHING;
    this.#length = 0;
    return bytes;
  }
}
