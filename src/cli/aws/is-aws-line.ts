/** Tells a command line of AWS's own words from musterd's own; it is asked at every start, so it loads little. */
import type { ServiceName } from '../../contract/operation.ts';
import { globalOptions } from './global-options.ts';

const services: readonly ServiceName[] = ['iot', 'iot-jobs-data'];
const groups: readonly string[] = [...services, 'configure'];

/** Whether the first word that is no option is a service or `configure`; global options may stand before it. */
export function isAwsLine(words: readonly string[]): boolean {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (groups.includes(word)) return true;
    if (!word.startsWith('--')) return false;
    const options = globalOptions.filter(({ name }) => `--${name}`.startsWith(word));
    if (options.length > 0 && options.every(({ takes }) => takes === 'one')) at += 1;
  }
  return false;
}
