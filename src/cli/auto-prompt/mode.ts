/**
 * Whether a person is asked for the command line, or for a better one (docs/service/command-line.md#the-line-editor).
 */
import { readConfiguration } from '../aws/config/configuration.ts';
import type { Environment } from '../aws/config/profile.ts';
import { globalOptions } from '../aws/global-options.ts';
import { parseWords } from '../aws/parse-words.ts';

/** `on`: before anything is done. `on-partial`: after a line that cannot be understood. */
export type PromptMode = 'on' | 'on-partial' | 'off';

const WORDS_WITHOUT = ['help', '--help', '-h', '--version', '--no-cli-auto-prompt'];

/**
 * For somebody who is at a terminal; nobody else is asked, whatever the options, the environment and the profile say.
 */
export async function promptMode(
  words: readonly string[],
  environment: Environment = process.env,
): Promise<PromptMode> {
  if (words.some((word) => WORDS_WITHOUT.includes(word))) return 'off';
  if (words.includes('--cli-auto-prompt')) return 'on';
  try {
    const { values } = parseWords(words, globalOptions, 1);
    const mode = (await readConfiguration(values, environment)).get('autoPrompt')?.toLowerCase();
    return mode === 'on' || mode === 'on-partial' ? mode : 'off';
  } catch {
    // What is wrong with the line or the files is told by whoever runs the line.
    return 'off';
  }
}
