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
];
