/** Starts PostgreSQL's programs: as the server's account, in their own session, with a clean environment. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { ServerAccount } from './account.ts';

export interface Program {
  readonly child: ChildProcess;
  /** Resolves to the way the program ended, for example `exit code 1` or `SIGKILL`; `undefined` for exit code 0. */
  readonly ended: Promise<string | undefined>;
  /** The last lines that it wrote to standard error. */
  readonly lastLines: readonly string[];
}

const REMEMBERED_LINES = 30;

/**
 * Starts a program in the directory of the cluster. Its own session keeps the terminal's Ctrl-C away from it, so that
 * we can stop it last. It does not keep this process alive; a caller that waits for it must `ref` it.
 */
export function startProgram(
  path: string,
  parameters: readonly string[],
  options: { readonly cluster: string; readonly account: ServerAccount; readonly onLine?: (line: string) => void },
): Program {
  const child = spawn(path, ['-D', clusterArgument(options.cluster, options.account), ...parameters], {
    cwd: options.cluster,
    stdio: ['ignore', 'ignore', 'pipe'],
    // PG* variables would change what the programs do, and looking up the system's time zone takes long.
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    ...sessionOf(options.account),
  });
  const lastLines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (lastLines.push(line) > REMEMBERED_LINES) lastLines.shift();
    options.onLine?.(line);
  });
  child.unref();
  // The pipes of a child are sockets, although they are typed as streams in general.
  (child.stderr as Socket).unref();
  return { child, ended: endOf(child), lastLines };
}

/** The options by which a child runs as this account, in a session of its own. */
export function sessionOf(account: ServerAccount): Pick<SpawnOptions, 'detached' | 'uid' | 'gid'> {
  return { detached: true, ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }) };
}

/**
 * An unprivileged account may be unable to enter the directories above the cluster (/root, say). The programs start
 * inside the cluster, and on Linux this name leads there without passing through them.
 */
function clusterArgument(cluster: string, account: ServerAccount): string {
  return account !== undefined && process.platform === 'linux' ? '/proc/self/cwd' : cluster;
}

async function endOf(child: ChildProcess): Promise<string | undefined> {
  try {
    // `close` is emitted after the last line of standard error was read.
    const [code, signal] = await once(child, 'close');
    if (code === 0) return undefined;
    return signal === null ? `exit code ${code}` : String(signal);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
