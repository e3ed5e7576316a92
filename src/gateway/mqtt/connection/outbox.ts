/** The outgoing side of a connection: everything sent within a tick leaves in one write, or in one after the other. */
import type { Duplex } from 'node:stream';

export class Outbox {
  readonly #stream: Duplex;
  readonly #flushed: () => void;
  readonly #isApart: boolean;
  #packets: Buffer[] = [];
  #bytes = 0;

  /**
   * `flushed` is called after each time. `isApart` writes each packet by itself, as a WebSocket makes a message of each write:
   * some clients read one packet of a message and wait for the next message before they read on.
   */
  constructor(stream: Duplex, flushed: () => void, isApart: boolean) {
    this.#stream = stream;
    this.#flushed = flushed;
    this.#isApart = isApart;
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
    const packets = this.#packets;
    const bytes = this.#bytes;
    this.#packets = [];
    this.#bytes = 0;
    if (!this.#stream.writable) return;
    if (packets.length === 1) this.#stream.write(first);
    else if (this.#isApart) for (const packet of packets) this.#stream.write(packet);
    else this.#stream.write(Buffer.concat(packets, bytes));
    this.#flushed();
  }
}

function flush(outbox: Outbox): void {
  outbox.flush();
}
