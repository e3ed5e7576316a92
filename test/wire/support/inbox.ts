/** What a client has received and nobody has looked at yet. */
import { within } from './within.ts';

export class Inbox<T> {
  readonly #messages: T[] = [];
  readonly #describe: (message: T) => string;
  #wake: (() => void) | undefined;

  /** `describe` words a message for failures. */
  constructor(describe: (message: T) => string = (message) => JSON.stringify(message)) {
    this.#describe = describe;
  }

  add(message: T): void {
    this.#messages.push(message);
    this.#wake?.();
  }

  /** Takes the oldest message that `isIt` says yes to, waiting for it; rejects after the limit. One caller at a time. */
  async take(what: string, isIt: (message: T) => boolean = () => true): Promise<T> {
    for (;;) {
      const index = this.#messages.findIndex(isIt);
      const [message] = index === -1 ? [] : this.#messages.splice(index, 1);
      if (message !== undefined) return message;
      await within(this.#arrival(), `${what} arrives; there is ${this.#messages.map(this.#describe).join(' ')}`);
    }
  }

  /** Takes whatever is there. */
  takeAll(): T[] {
    return this.#messages.splice(0);
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
