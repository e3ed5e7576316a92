/** Keeps a fault that happens to many from filling the log: some lines of each kind in a minute, then how many there were. */
import { MINUTE_MS } from './duration.ts';

export interface LineLimit {
  /** Whether a line of this kind may be written now; counts it if not. */
  allows(kind: string): boolean;
}

const MOST_KINDS = 1_000;

/** `onLeftOut` is called when the minute of a kind is over of which lines were left out. */
export function lineLimit(linesPerMinute: number, onLeftOut: (kind: string, lines: number) => void): LineLimit {
  const kinds = new Map<string, { lines: number }>();

  function over(kind: string, count: { readonly lines: number }): void {
    kinds.delete(kind);
    if (count.lines > linesPerMinute) onLeftOut(kind, count.lines - linesPerMinute);
  }

  return {
    allows(kind) {
      const known = kinds.get(kind);
      if (known !== undefined) {
        known.lines += 1;
        return known.lines <= linesPerMinute;
      }
      if (kinds.size < MOST_KINDS) {
        const count = { lines: 1 };
        kinds.set(kind, count);
        setTimeout(() => over(kind, count), MINUTE_MS).unref();
      }
      return true;
    },
  };
}
