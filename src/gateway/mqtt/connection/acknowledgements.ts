/**
 * Sends PUBACKs in the order of their PUBLISHes, as MQTT demands, even if requests are answered in another order. The
 * PUBACK of a request waits for its reply, so that both leave in one write.
 */

/** A PUBACK that is owed. */
export interface Acknowledgement {
  readonly messageId: number;
  /** True if the PUBACK promises that the message is stored, and so has to wait until it is. */
  readonly isPromise: boolean;
  /** Undefined until the PUBACK may be sent. */
  reasonCode: number | undefined;
}

export class Acknowledgements {
  readonly #send: (messageId: number, reasonCode: number) => void;
  #owed: Acknowledgement[] = [];
  /** The first one in the queue when `releaseSlow` last looked. */
  #lastHead: Acknowledgement | undefined;

  constructor(send: (messageId: number, reasonCode: number) => void) {
    this.#send = send;
  }

  /** Queues a PUBACK; pass it to `finish` when it may be sent. */
  begin(messageId: number, isPromise = false): Acknowledgement {
    const owed: Acknowledgement = { messageId, isPromise, reasonCode: undefined };
    this.#owed.push(owed);
    return owed;
  }

  finish(acknowledgement: Acknowledgement, reasonCode: number): void {
    acknowledgement.reasonCode ??= reasonCode;
    this.#sendReady();
  }

  /** Acknowledges as soon as all earlier PUBACKs are sent. */
  acknowledge(messageId: number, reasonCode: number): void {
    if (this.#owed.length === 0) this.#send(messageId, reasonCode);
    else this.#owed.push({ messageId, isPromise: false, reasonCode });
  }

  /** Called about every second. A slow request then no longer holds up its own PUBACK and those behind it. */
  releaseSlow(): void {
    const head = this.#owed[0];
    if (head !== undefined && head === this.#lastHead) {
      for (const owed of this.#owed) if (!owed.isPromise) owed.reasonCode ??= 0;
      this.#sendReady();
    }
    this.#lastHead = this.#owed[0];
  }

  #sendReady(): void {
    let ready = 0;
    for (const { messageId, reasonCode } of this.#owed) {
      if (reasonCode === undefined) break;
      this.#send(messageId, reasonCode);
      ready += 1;
    }
    if (ready === this.#owed.length) this.#owed = [];
    else if (ready > 0) this.#owed.splice(0, ready);
  }
}
