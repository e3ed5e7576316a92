/**
 * One owner per data directory. The lock is a file that names its owner, so that the lock of a killed owner can be
 * taken over, and exactly one process wins if several try at the same moment.
 */
import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identifyProcess, isRunning, type ProcessIdentity } from '../lib/living-process.ts';

export interface DirectoryLock {
  /** Releases the directory. */
  release(): Promise<void>;
}

export type LockAttempt = DirectoryLock | { readonly ownedBy: number };

const MAXIMUM_ATTEMPTS = 20;
const FILE_NAME = /^lock\.(\d{1,15})$/;

/**
 * Locks a directory for this process, or says which process has it.
 *
 * Each owner creates the file `lock.N+1` after it found the owner in `lock.N` gone. Numbers are never used twice (the
 * highest file stays, even after a release), and creating is atomic, so there is no moment at which a lock that was
 * judged by its content could be another one when it is replaced by its name.
 */
export async function lockDirectory(directory: string): Promise<LockAttempt> {
  const self = identifyProcess(process.pid);
  if (self === undefined) throw new Error('This process cannot see itself; is /proc mounted?');
  const draft = join(directory, `.lock-${randomUUID()}`);
  // Readable for all who may enter the directory, so that they see that it is taken.
  await writeFile(draft, JSON.stringify(self), { mode: 0o644 });
  try {
    for (let attempt = 1; attempt <= MAXIMUM_ATTEMPTS; attempt += 1) {
      const last = await highestNumber(directory);
      const owner = await readOwner(lockFile(directory, last));
      if (owner !== undefined && isRunning(owner)) return { ownedBy: owner.pid };
      const mine = lockFile(directory, last + 1);
      if (!(await createdFrom(draft, mine))) continue;
      // Other processes may have created and removed files since the listing; then the number is outdated.
      if ((await highestNumber(directory)) === last + 1) return await takenLock(directory, last + 1);
      await rm(mine, { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
  throw new Error(`The lock in ${directory} changed owners ${MAXIMUM_ATTEMPTS} times while it was looked at.`);
}

async function takenLock(directory: string, number: number): Promise<DirectoryLock> {
  const older = (await lockNumbers(directory)).filter((other) => other < number);
  await Promise.all(older.map((other) => rm(lockFile(directory, other), { force: true })));
  return {
    async release() {
      const draft = join(directory, `.lock-${randomUUID()}`);
      await writeFile(draft, '{}', { mode: 0o644 });
      await rename(draft, lockFile(directory, number));
    },
  };
}

function lockFile(directory: string, number: number): string {
  return join(directory, `lock.${number}`);
}

async function lockNumbers(directory: string): Promise<number[]> {
  const matches = (await readdir(directory)).map((name) => FILE_NAME.exec(name));
  return matches.flatMap((match) => (match === null ? [] : [Number(match[1])]));
}

async function highestNumber(directory: string): Promise<number> {
  return Math.max(0, ...(await lockNumbers(directory)));
}

/** The owner that a lock file names; nobody if it was released, is gone or was damaged by a crash of the machine. */
async function readOwner(file: string): Promise<ProcessIdentity | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isIdentity(content) ? content : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'started' in value &&
    typeof value.started === 'string'
  );
}

/** Creates `file` with the draft's content; returns false if it already exists. */
async function createdFrom(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function hasErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
