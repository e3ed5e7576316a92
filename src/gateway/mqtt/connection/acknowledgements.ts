/**
 * PUBACKs leave in the order of their PUBLISHes, as MQTT demands, also when requests are answered in another. A request's
 * PUBACK waits for its reply, so that both leave in one write.
 */

/** A PUBACK that is owed. */
export interface Acknowledgement {
  readonly messageId: number;
  /** It speaks for a message that is kept, and so cannot leave before that is true. */
  readonly isPromise: boolean;
  /** Undefined until it may leave. */
  reasonCode: number | undefined;
}

export class Acknowledgements {
  readonly #send: (messageId: number, reasonCode: number) => void;
  #owed: Acknowledgement[] = [];
  /** The first one owed when it was last looked at. */
  #lastHead: Acknowledgement | undefined;

  constructor(send: (messageId: number, reasonCode: number) => void) {
    this.#send = send;
  }

  /** Owes a PUBACK; give it to `finish`. */
  begin(messageId: number, isPromise = false): Acknowledgement {
    const owed: Acknowledgement = { messageId, isPromise, reasonCode: undefined };
    this.#owed.push(owed);
    return owed;
  }

  finish(acknowledgement: Acknowledgement, reasonCode: number): void {
    acknowledgement.reasonCode ??= reasonCode;
    this.#sendReady();
  }

  /** Acknowledges at once, behind those that are owed before. */
  acknowledge(messageId: number, reasonCode: number): void {
    if (this.#owed.length === 0) this.#send(messageId, reasonCode);
    else this.#owed.push({ messageId, isPromise: false, reasonCode });
  }

  /** Called about every second: a slow request no longer holds up its own PUBACK and those behind it. */
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
