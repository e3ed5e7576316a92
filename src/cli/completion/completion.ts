/** `musterd completion SHELL`. */
import type { CommandBody } from '../command.ts';
import { UsageError } from '../parse-options.ts';
import { type Shell, scripts } from './scripts.ts';

export const completion: CommandBody = {
  operand: { placeholder: Object.keys(scripts).join('|'), help: 'The shell' },
  options: [],
  remarks: [{ term: '', help: 'Use it as: eval "$(musterd completion bash)", or musterd completion fish | source' }],
  async run({ operand = '' }, terminal) {
    if (!Object.hasOwn(scripts, operand)) {
      throw new UsageError(`${JSON.stringify(operand)} is none of the shells ${Object.keys(scripts).join(', ')}.`);
    }
    terminal.print(scripts[operand as Shell]); // a key, as was just asked
    return 0;
  },
};
