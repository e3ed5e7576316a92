/** The directory that holds everything a server keeps. One server at a time owns it. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, link, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../lib/config-error.ts';

export interface DataDirectory {
  readonly path: string;
  /** Gives up the ownership; a throw-away directory is removed. */
  release(): Promise<void>;
}

/**
 * Makes the directory if it is missing, for its owner only, and takes it. Throws a ConfigError if it cannot be used or
 * belongs to a server that runs. The lock of a server that was killed is taken over.
 */
export async function openDataDirectory(path: string, ephemeral: boolean): Promise<DataDirectory> {
  try {
    const directory = ephemeral ? await mkdtemp(join(tmpdir(), 'musterd-')) : path;
    if (!ephemeral) await mkdir(directory, { recursive: true, mode: 0o700 });
    // PostgreSQL refuses to run as root and runs as another account then, which must be able to pass through.
    await chmod(directory, process.getuid?.() === 0 ? 0o711 : 0o700);
    const unlock = await lock(directory);
    return {
      path: directory,
      release: async () => (ephemeral ? rm(directory, { recursive: true, force: true }) : unlock()),
    };
  } catch (error) {
    if (error instanceof ConfigError || !(error instanceof Error) || !('code' in error)) throw error;
    throw new ConfigError(`The data directory ${path} cannot be used: ${error.message}`);
  }
}

/**
 * The lock is a file that names a process. It is linked into place complete, so that there is never an empty one, and a
 * dead one is renamed away before it is judged for good, so that of several takers one wins.
 */
async function lock(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'musterd.lock');
  const draft = join(directory, `musterd.lock.${randomUUID()}`);
  const content = describeProcess(process.pid) ?? String(process.pid);
  await writeFile(draft, content, { mode: 0o600 });
  try {
    while (!(await tryLink(draft, path))) await removeIfDead(path, directory);
  } finally {
    await rm(draft, { force: true });
  }
  return async () => {
    if ((await readFile(path, 'utf8').catch(() => '')) === content) await rm(path, { force: true });
  };
}

async function tryLink(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function removeIfDead(path: string, directory: string): Promise<void> {
  const owner = await readFile(path, 'utf8').catch(() => undefined);
  if (owner === undefined) return;
  const pid = Number(owner.split(' ')[0]);
  const refusal = new ConfigError(
    `The data directory ${directory} is in use by the musterd with process id ${pid}. Stop it, or choose another --data-dir.`,
  );
  if (describeProcess(pid) === owner) throw refusal;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const moved = await readFile(aside, 'utf8');
  // Somebody else took the directory between the look and the move: it stays theirs.
  if (moved !== owner) await tryLink(aside, path);
  await rm(aside, { force: true });
  if (moved !== owner) throw refusal;
}

/**
 * Tells a process from all others, also from a later one with the same id: its id and, where the system says so, the
 * time of its start. Undefined if there is no such process, or only its remains that nobody has reaped.
 */
function describeProcess(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : `${pid} ${fields[19]}`;
  } catch {
    if (process.platform === 'linux') return undefined;
  }
  try {
    process.kill(pid, 0);
    return String(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? String(pid) : undefined;
  }
}
