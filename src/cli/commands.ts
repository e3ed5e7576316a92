/** The commands of `musterd`, in the order of the help. */
import type { Command } from './command.ts';

export const commands: readonly Command[] = [
  {
    name: 'up',
    sentence: 'Start the server and run it until Ctrl-C',
    load: async () => (await import('./up.ts')).up,
  },
  {
    name: 'env',
    sentence: 'Print the export lines that point the AWS CLI and SDKs at a running server',
    load: async () => (await import('./env.ts')).env,
  },
  {
    name: 'clock now',
    sentence: 'Print what time it is for a running server',
    load: async () => (await import('./clock.ts')).clockNow,
  },
  {
    name: 'clock advance',
    sentence: 'Move the virtual clock of a running server, and wait until all that fell due is done',
    load: async () => (await import('./clock.ts')).clockAdvance,
  },
];
