/** Takes a line apart into words as a POSIX shell does, without expanding anything. */

export interface SplitLine {
  readonly words: readonly string[];
  /** Where the word begins that is being written; the length of the text where the next word is about to begin. */
  readonly lastAt: number;
  /** Whether every quotation is closed. */
  readonly isClosed: boolean;
}

const WORD = /(?:[^\s'"\\]|\\.?|'[^']*(?:'|$)|"(?:[^"\\]|\\.?)*(?:"|$))+/gs;
const PART = /\\(.?)|'([^']*)('|$)|"((?:[^"\\]|\\.?)*)("|$)|[^'"\\]+/gs;

export function splitWords(text: string): SplitLine {
  const words: string[] = [];
  let [lastAt, end, isClosed] = [text.length, 0, true];
  for (const found of text.matchAll(WORD)) {
    let word = '';
    for (const [part, escaped, single, singleEnd, double, doubleEnd] of found[0].matchAll(PART)) {
      word += escaped ?? single ?? double?.replace(/\\([\\"$`])/g, '$1') ?? part;
      if (escaped === '' || singleEnd === '' || doubleEnd === '') isClosed = false;
    }
    words.push(word);
    lastAt = found.index;
    end = found.index + found[0].length;
  }
  return { words, lastAt: end < text.length ? text.length : lastAt, isClosed };
}
