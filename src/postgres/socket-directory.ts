/**
 * The directory through which clients reach the server's socket. The path of a socket must fit into about 100 bytes, so
 * a cluster with a longer path gets a short second name in the system's temporary directory.
 */
import { createHash } from 'node:crypto';
import { lstat, mkdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../lib/config-error.ts';
import { SOCKET_NAME } from './cluster.ts';

export interface SocketDirectory {
  readonly path: string;
  /** Removes what was created for it. */
  close(): Promise<void>;
}

/** Linux allows 107, macOS 103. */
const MAXIMUM_PATH_BYTES = 99;

/**
 * A short path to the cluster. The short name is a link inside a directory (mode 0700) whose name is derived from the
 * cluster's path, so that the next start finds and reuses the one of a killed process.
 *
 * @throws ConfigError if the temporary directory holds something of another user under that name.
 */
export async function openSocketDirectory(cluster: string): Promise<SocketDirectory> {
  if (isShort(cluster)) return { path: cluster, close: async () => undefined };
  const name = `musterd-${createHash('sha256').update(cluster).digest('hex').slice(0, 16)}`;
  const ours = [tmpdir(), '/tmp'].map((parent) => join(parent, name)).find((path) => isShort(join(path, 's')));
  if (ours === undefined) throw new ConfigError(`The data directory's path is too long: ${cluster}`);
  await mkdir(ours, { mode: 0o700 }).catch(() => undefined);
  const found = await lstat(ours);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0) {
    throw new ConfigError(`${ours} belongs to somebody else; remove it or choose a shorter --data-dir.`);
  }
  const path = join(ours, 's');
  await rm(path, { force: true });
  await symlink(cluster, path);
  return { path, close: () => rm(ours, { recursive: true, force: true }) };
}

function isShort(directory: string): boolean {
  return Buffer.byteLength(join(directory, SOCKET_NAME)) <= MAXIMUM_PATH_BYTES;
}
