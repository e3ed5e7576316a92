/**
 * Cleans up after a killed musterd: a PostgreSQL that still runs, or files that wrongly say so. Call this only as the
 * owner of the data directory.
 */
import { spawnSync } from 'node:child_process';
import { readlinkSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError } from '../lib/config-error.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from '../lib/living-process.ts';
import { clusterIn, readStatus, SOCKET_NAME } from './cluster.ts';
import { openSocketDirectory } from './socket-directory.ts';

const FAST_SHUTDOWN_MS = 5_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;
const PROBE_MS = 1_000;

/**
 * Stops the server that still runs on this data directory, if there is one, and removes the files of a dead one.
 * Nothing that was committed is lost either way.
 *
 * @throws ConfigError if the server does not stop, or runs where we cannot see it.
 */
export async function endLeftoverServer(dataDirectory: string): Promise<void> {
  const cluster = clusterIn(dataDirectory);
  const status = await readStatus(cluster);
  if (status === undefined) return;
  const server = identifyProcess(status.pid);
  if (server !== undefined && isServerOf(server, cluster)) {
    await end(server);
  } else if (await accepts(cluster)) {
    throw new ConfigError(
      `The data directory ${dataDirectory} is in use by a server in another container; stop it or choose another --data-dir.`,
    );
  }
  // If an unrelated or unreaped process has the number in these files, PostgreSQL would take it for a running server.
  for (const mark of ['postmaster.pid', SOCKET_NAME, `${SOCKET_NAME}.lock`])
    await rm(join(cluster, mark), { force: true });
}

/** Fast shutdown first, since it leaves nothing to recover; then SIGKILL, which needs no cooperation. */
async function end(server: ProcessIdentity): Promise<void> {
  if (await endedAfter('SIGINT', server, FAST_SHUTDOWN_MS)) return;
  if (await endedAfter('SIGQUIT', server, IMMEDIATE_SHUTDOWN_MS)) return;
  throw new ConfigError(
    `PostgreSQL, process ${server.pid}, was left by an earlier start and does not stop; end it first.`,
  );
}

async function endedAfter(signal: NodeJS.Signals, server: ProcessIdentity, limitMs: number): Promise<boolean> {
  try {
    process.kill(server.pid, signal);
  } catch {
    // The process has ended meanwhile, which is what we want.
  }
  const end = performance.now() + limitMs;
  while (isRunning(server)) {
    if (performance.now() > end) return false;
    await delay(10);
  }
  return true;
}

/** A server works in its cluster's directory; an unrelated process that reuses its number does not. */
function isServerOf(server: ProcessIdentity, cluster: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${server.pid}/cwd`) === realpathSync(cluster);
    const command = spawnSync('ps', ['-o', 'command=', '-p', String(server.pid)], { encoding: 'utf8', timeout: 5_000 });
    return (command.stdout ?? '').includes(cluster);
  } catch {
    return false;
  }
}

/**
 * True if something listens on the cluster's socket. Containers that share a directory do not see each other's
 * processes.
 */
async function accepts(cluster: string): Promise<boolean> {
  const directory = await openSocketDirectory(cluster);
  try {
    return await new Promise<boolean>((resolve) => {
      const socket = createConnection(join(directory.path, SOCKET_NAME));
      const answer = (isListening: boolean) => {
        socket.destroy();
        resolve(isListening);
      };
      socket.setTimeout(PROBE_MS, () => answer(true));
      socket.once('connect', () => answer(true)).once('error', () => answer(false));
    });
  } finally {
    await directory.close();
  }
}
