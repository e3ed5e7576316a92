/**
 * Finds what somebody probably meant, with the measure of the original tool
 * (docs/service/command-line.md#maybe-you-meant).
 */

const ENOUGH = 0.8;
const MOST = 3;

/** Up to three candidates that are similar enough, the most similar first. */
export function similarTo(word: string, candidates: Iterable<string>): readonly string[] {
  return [...candidates]
    .map((candidate) => ({ candidate, ratio: similarity(candidate, word) }))
    .filter(({ ratio }) => ratio >= ENOUGH)
    .sort((a, b) => b.ratio - a.ratio || (a.candidate < b.candidate ? 1 : -1))
    .slice(0, MOST)
    .map(({ candidate }) => candidate);
}

/** From 0 to 1: twice the characters of the matching blocks, divided by the length of both. */
function similarity(a: string, b: string): number {
  return a.length + b.length === 0 ? 1 : (2 * matching(a, b)) / (a.length + b.length);
}

/** The characters in the longest common block, and in those left and right of it. */
function matching(a: string, b: string): number {
  const { size, inA, inB } = longestBlock(a, b);
  if (size === 0) return 0;
  return size + matching(a.slice(0, inA), b.slice(0, inB)) + matching(a.slice(inA + size), b.slice(inB + size));
}

/** The longest common block; of equally long ones the first in `a`, then the first in `b`. */
function longestBlock(a: string, b: string): { readonly size: number; readonly inA: number; readonly inB: number } {
  let best = { size: 0, inA: 0, inB: 0 };
  let ending: number[] = [];
  for (let i = 0; i < a.length; i += 1) {
    const next: number[] = [];
    for (let j = 0; j < b.length; j += 1) {
      if (a[i] !== b[j]) continue;
      const size = (ending[j - 1] ?? 0) + 1;
      next[j] = size;
      if (size > best.size) best = { size, inA: i - size + 1, inB: j - size + 1 };
    }
    ending = next;
  }
  return best;
}
