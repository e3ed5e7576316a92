/** `musterd completion SHELL`. */
import type { CommandBody } from '../command.ts';
import { choiceOf } from '../parse-options.ts';
import { type Shell, scripts } from './scripts.ts';

export const completion: CommandBody = {
  operand: { placeholder: Object.keys(scripts).join('|'), help: 'The shell' },
  options: [],
  remarks: [{ term: '', help: 'Use it as: eval "$(musterd completion bash)", or musterd completion fish | source' }],
  async run({ operand = '' }, terminal) {
    const shell = choiceOf('The shell', operand, Object.keys(scripts) as Shell[]); // its own keys
    terminal.print(scripts[shell]);
    return 0;
  },
};
