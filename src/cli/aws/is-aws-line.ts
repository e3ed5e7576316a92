/** Tells a command line of AWS's own words from musterd's own; it is asked at every start, so it loads little. */
import { commandGroups } from './command-groups.ts';
import { globalOptions } from './global-options.ts';

const groups: readonly string[] = [...commandGroups, 'configure'];

/** Whether the first word that is no option is a group or `configure`; global options may stand before it, or alone. */
export function isAwsLine(words: readonly string[]): boolean {
  const word = wordAfterOptions(words);
  return word === undefined ? words.length > 0 : groups.includes(word);
}

/** The first word that is neither a global option nor the value of one. */
export function wordAfterOptions(words: readonly string[]): string | undefined {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const options = globalOptions.filter(({ name }) => `--${name}`.startsWith(word.replace(/=.*$/s, '')));
    if (!word.startsWith('--') || options.length === 0) return word;
    if (!word.includes('=') && options.every(({ takes }) => takes === 'one')) at += 1;
  }
  return undefined;
}
