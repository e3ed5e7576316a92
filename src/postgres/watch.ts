/**
 * Stops the server if this process dies without stopping it, even by kill -9: a shell waits at a pipe that closes with
 * this process. If the shell fails to start or is killed, the next start still finds the server and stops it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { ServerAccount } from './account.ts';
import { sessionOf } from './program.ts';

export interface Watch {
  /** Ends the watch and resolves when it is over. The server keeps running. */
  end(): Promise<void>;
}

export function endWithUs(serverPid: number, account: ServerAccount): Watch {
  const shell = spawn('/bin/sh', ['-c', 'read -r line; kill -INT "$1"', 'musterd-watch', String(serverPid)], {
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
    ...sessionOf(account),
  });
  const ended = once(shell, 'close').catch(() => undefined);
  shell.unref();
  // A child's pipe is a socket, although it is typed as a stream in general.
  (shell.stdin as Socket | null)?.on('error', () => undefined).unref();
  return {
    async end() {
      shell.ref();
      shell.kill('SIGKILL');
      await ended;
    },
  };
}
