/** A few lines at the end of a terminal that are drawn again and again in place. */
import { displayWidth } from './width.ts';

export interface LiveOutput {
  readonly write: (text: string) => void;
  /** As wide as the terminal is now. */
  readonly columns: () => number;
}

export class LiveLines {
  readonly #output: LiveOutput;
  #drawn: readonly string[] = [];

  constructor(output: LiveOutput) {
    this.#output = output;
  }

  /** Draws over what was drawn last. Lines must fit; the cursor stays below them. */
  draw(lines: readonly string[]): void {
    const up = this.#rows();
    this.#output.write(`${up > 0 ? `\u001b[${up}A` : ''}\r\u001b[J${lines.map((line) => `${line}\n`).join('')}`);
    this.#drawn = lines;
  }

  /** A narrower terminal may have broken what was drawn into more rows. */
  #rows(): number {
    const columns = Math.max(1, this.#output.columns());
    return this.#drawn.reduce((rows, line) => rows + Math.max(1, Math.ceil(displayWidth(line) / columns)), 0);
  }
}
