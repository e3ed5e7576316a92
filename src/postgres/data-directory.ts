/**
 * The directory in which a server keeps its own files: the embedded database, keys, credentials. It belongs to one
 * process at a time.
 */
import { lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError } from '../lib/config-error.ts';
import { type DirectoryLock, lockDirectory } from './directory-lock.ts';
import { endLeftoverServer } from './leftover-server.ts';

export interface DataDirectory {
  /** Absolute. Files written directly into it should be readable by their owner only (mode 0600). */
  readonly path: string;
  /** Releases the directory for other processes; an ephemeral one is deleted. */
  release(): Promise<void>;
}

const EPHEMERAL_PREFIX = 'musterd-ephemeral-';

/**
 * Takes a data directory, and creates it (mode 0700) if it does not exist. The mode of an existing one stays: a person
 * chose it.
 *
 * @throws ConfigError if another living process has it, or if it cannot be used.
 */
export async function openDataDirectory(directory: string): Promise<DataDirectory> {
  const path = resolve(directory);
  const lock = await explained(path, async () => {
    await mkdir(path, { recursive: true, mode: 0o700 });
    return lockDirectory(path);
  });
  if ('ownedBy' in lock) {
    const owner = lock.ownedBy === process.pid ? 'this process' : `process ${lock.ownedBy}`;
    throw new ConfigError(
      `The data directory ${path} is in use by ${owner}; stop it or choose another directory with --data-dir.`,
    );
  }
  return { path, release: () => lock.release() };
}

/**
 * Makes a throw-away data directory below `parent`, which is deleted on release. Those that killed processes of this
 * user left behind are deleted now.
 */
export async function openEphemeralDataDirectory(parent: string = tmpdir()): Promise<DataDirectory> {
  await deleteAbandoned(parent);
  const { path, release } = await explained(parent, async () =>
    openDataDirectory(await mkdtemp(join(parent, EPHEMERAL_PREFIX))),
  );
  return {
    path,
    async release() {
      await release();
      await deleteDirectory(path);
    },
  };
}

async function deleteAbandoned(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((candidate) => candidate.startsWith(EPHEMERAL_PREFIX))) {
    const path = join(parent, name);
    if (!(await isOurDirectory(path))) continue;
    // Failing to delete a leftover does no harm; the next start tries again.
    await deleteIfAbandoned(path).catch(() => undefined);
  }
}

async function deleteIfAbandoned(path: string): Promise<void> {
  // A directory without a lock was created just now, by a process that has yet to lock it.
  const wasLocked = (await readdir(path)).some((name) => name.startsWith('lock.'));
  if (!wasLocked) return;
  const lock: DirectoryLock | { ownedBy: number } = await lockDirectory(path);
  if ('ownedBy' in lock) return;
  await endLeftoverServer(path);
  await deleteDirectory(path);
}

async function isOurDirectory(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

function deleteDirectory(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

/** Turns errors of the file system into messages for the operator. */
async function explained<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new ConfigError(`The data directory ${path} cannot be used: ${error.message}.`, { cause: error });
  }
}
