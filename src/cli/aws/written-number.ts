/**
 * A number as it was written, where JavaScript's own number would lose the writing: `10.0`, `1e3`, integers above 2^53.
 */

export class WrittenNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether it was written without fraction and exponent. */
  get isInteger(): boolean {
    return /^-?\d+$/.test(this.text);
  }

  /** The nearest number that JavaScript has; comparisons with `<` and `>` use it by themselves. */
  valueOf(): number {
    return Number(this.text);
  }

  toString(): string {
    return this.text;
  }
}

/** A plain number where it is written as JavaScript would write it, or else the writing. */
export function numberOf(text: string): number | WrittenNumber {
  const value = Number(text);
  return String(value) === text ? value : new WrittenNumber(text);
}
