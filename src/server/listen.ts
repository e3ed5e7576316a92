/** Turns the refusal of a port or an address into one line that says which setting to use. */
import { ConfigError } from '../lib/config-error.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Runs `listen` for the port of a setting, for example `--http-port`. */
export async function explainingRefusal<T>(
  { host, port }: Address,
  flag: string,
  listen: (address: Address) => Promise<T>,
): Promise<T> {
  try {
    return await listen({ host, port });
  } catch (error) {
    // The code is a member that an error may have.
    const line = explanation((error as NodeJS.ErrnoException).code, host, port, flag);
    if (line === undefined) throw error;
    throw new ConfigError(line, { cause: error });
  }
}

function explanation(code: string | undefined, host: string, port: number, flag: string): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program: choose one with ${flag} (0 takes a free one).`;
    case 'EACCES':
      return `Port ${port} may not be used by this user: choose one from 1024 on with ${flag}.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The address ${host} is none of this machine: choose another with --host.`;
    default:
      return undefined;
  }
}
