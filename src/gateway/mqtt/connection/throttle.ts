/**
 * Limits how fast one connection may send, where the settings say so: reading pauses, nothing is dropped
 * (docs/service/gateway.md#limits-of-messages).
 */

export interface Rates {
  readonly publishesPerSecond: number | undefined;
  readonly receivedBytesPerSecond: number | undefined;
}

/** Two token buckets of one second each. */
export class Throttle {
  readonly #rates: Rates;
  #publishes = 0;
  #bytes = 0;
  #countedAt: number;

  /** `now` is a monotonic time in milliseconds, as in `count`. */
  constructor(rates: Rates, now: number) {
    this.#rates = rates;
    this.#countedAt = now;
  }

  /** Counts a PUBLISH and returns for how many milliseconds reading should pause. */
  count(bytes: number, now: number): number {
    const seconds = (now - this.#countedAt) / 1000;
    this.#countedAt = now;
    const { publishesPerSecond, receivedBytesPerSecond } = this.#rates;
    this.#publishes = drain(this.#publishes, seconds, publishesPerSecond) + 1;
    this.#bytes = drain(this.#bytes, seconds, receivedBytesPerSecond) + bytes;
    return Math.max(pauseMs(this.#publishes, publishesPerSecond), pauseMs(this.#bytes, receivedBytesPerSecond));
  }
}

function drain(level: number, seconds: number, rate: number | undefined): number {
  return rate === undefined ? 0 : Math.max(0, level - seconds * rate);
}

function pauseMs(level: number, rate: number | undefined): number {
  return rate === undefined || level <= rate ? 0 : ((level - rate) / rate) * 1000;
}
