/** A bar of several parts, each with a colour and a sign of its own, so that it can be read without colours too. */
import type { Color, Paint } from './color.ts';

export interface BarPart {
  readonly count: number;
  readonly sign: string;
  readonly color?: Color;
}

/** Exactly `width` columns; a part that is there at all has at least one. What no part covers is dotted. */
export function bar(parts: readonly BarPart[], total: number, width: number, paint: Paint): string {
  const cells = parts.map(({ count }) =>
    count === 0 || total === 0 ? 0 : Math.max(1, Math.floor((count / total) * width)),
  );
  // Small parts that were rounded up are paid for by the largest ones.
  for (let excess = sum(cells) - width; excess > 0; excess -= 1) {
    const largest = cells.indexOf(Math.max(...cells));
    cells[largest] = (cells[largest] ?? 0) - 1;
  }
  const isFull = total > 0 && sum(parts.map(({ count }) => count)) >= total;
  if (isFull) {
    const largest = cells.indexOf(Math.max(...cells));
    cells[largest] = (cells[largest] ?? 0) + width - sum(cells);
  }
  const filled = parts.map(({ color, sign }, index) => paint(sign.repeat(cells[index] ?? 0), color));
  return filled.join('') + paint('·'.repeat(width - sum(cells)), 'dim');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
