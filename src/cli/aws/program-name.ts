/**
 * What the program calls itself in usage and errors: `aws` when it was started under that name
 * (docs/service/command-line.md#the-frame-of-errors).
 */
import { basename } from 'node:path';

export function programName(): string {
  return basename(process.argv[1] ?? '') === 'aws' ? 'aws' : 'musterd';
}

/** The block that goes with a command line that cannot be taken apart; it ends with a line break. */
export function usage(): string {
  const name = programName();
  return [
    `usage: ${name} [options] <command> <subcommand> [<subcommand> ...] [parameters]`,
    'To see help text, you can run:',
    '',
    `  ${name} help`,
    `  ${name} <command> help`,
    `  ${name} <command> <subcommand> help`,
    '',
  ].join('\n');
}
