/** What may come next in a line that is being edited, in the form in which `node:readline` wants to know it. */
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { shellQuote } from '../../lib/shell-quote.ts';
import { candidates, type NamesOf } from '../completion/candidates.ts';
import { splitWords } from '../split-words.ts';

const MOST_FILES = 200;

/** The candidates as they are written, and the part of the line, up to its end, that they take the place of. */
export async function completeLine(line: string, namesOf: NamesOf): Promise<[string[], string]> {
  const { lastAt, words } = splitWords(line);
  const typed = line.slice(lastAt);
  const last = typed === '' ? '' : (words.at(-1) ?? '');
  const whole = typed === '' ? words : words.slice(0, -1);
  const named = await candidates([...whole, last], namesOf).catch(() => []);
  const found = named.length > 0 ? named.map((name) => `${shellQuote(name)} `) : await files(last);
  return [found, typed];
}

/** Files for a value that is taken from one, of which the words must be plain; folders are gone on into. */
async function files(word: string): Promise<string[]> {
  const [, option = '', scheme = '', path = ''] = /^(--[^=]+=)?(fileb?:\/\/)?(.*)$/s.exec(word) ?? [];
  if (scheme === '' && !/^[.~]?\//.test(path)) return [];
  const directory = path.endsWith('/') ? path : dirname(path);
  const entries = await readdir(directory.replace(/^~(?=\/|$)/, process.env['HOME'] ?? '~'), {
    withFileTypes: true,
  }).catch(() => []);
  return entries
    .map((entry) => ({ entry, path: path.includes('/') ? join(directory, entry.name) : entry.name }))
    .filter((found) => found.path.startsWith(path.replace(/^\.\//, '')) && shellQuote(found.path) === found.path)
    .slice(0, MOST_FILES)
    .map((found) => `${option}${scheme}${found.path}${found.entry.isDirectory() ? '/' : ' '}`);
}
