/** The outgoing side of a connection: everything sent within a tick leaves in one write. */
import type { Duplex } from 'node:stream';

export class Outbox {
  readonly #stream: Duplex;
  readonly #flushed: () => void;
  #packets: Buffer[] = [];
  #bytes = 0;

  /** `flushed` is called after each write. */
  constructor(stream: Duplex, flushed: () => void) {
    this.#stream = stream;
    this.#flushed = flushed;
  }

  /** The number of bytes that have not left this process. */
  get unsentBytes(): number {
    return this.#bytes + this.#stream.writableLength;
  }

  push(packet: Buffer): void {
    this.#packets.push(packet);
    this.#bytes += packet.length;
    // A tick runs after all promises that are already settled, so it collects the replies of a whole batch.
    if (this.#packets.length === 1) process.nextTick(flush, this);
  }

  flush(): void {
    const [first] = this.#packets;
    if (first === undefined) return;
    const bytes = this.#packets.length === 1 ? first : Buffer.concat(this.#packets, this.#bytes);
    this.#packets = [];
    this.#bytes = 0;
    if (!this.#stream.writable) return;
    this.#stream.write(bytes);
    this.#flushed();
  }
}

function flush(outbox: Outbox): void {
  outbox.flush();
}
