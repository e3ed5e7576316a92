/**
 * Makes PostgreSQL's programs runnable: lays the symbolic links that npm cannot carry, and copies the programs if the
 * account that runs them cannot reach them.
 */
import {
  chmod,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { ConfigError } from '../lib/config-error.ts';
import type { Account, ServerAccount } from './account.ts';
import type { PostgresPackage } from './package.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The programs of the package, or of a copy below `cacheDirectory` (60 MB, made once a version) when the package is
 * under a directory that the account may not enter, such as /root, or cannot be given its links.
 *
 * @throws ConfigError when no copy can be made.
 */
export async function prepareBinaries(
  source: PostgresPackage,
  account: ServerAccount,
  cacheDirectory: string = defaultCacheDirectory(account),
): Promise<Binaries> {
  const isUsable = (await isReachable(source.native, account)) && (await layLinks(source.native));
  const native = isUsable ? source.native : await copyOf(source, cacheDirectory);
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function defaultCacheDirectory(account: ServerAccount): string {
  if (account === undefined) return join(homedir(), '.cache', 'musterd');
  return process.platform === 'darwin' ? '/Library/Caches/musterd' : '/var/cache/musterd';
}

/**
 * Lays the links that `pg-symlinks.json` lists where they are missing: the package's install script does it, but npm may
 * not have run it. False when the directory is not ours to write.
 */
async function layLinks(native: string): Promise<boolean> {
  const root = dirname(native);
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  // A file of the package, whose form comes with its fixed version.
  const links = JSON.parse(list) as readonly { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (await lstat(link).catch(() => undefined)) continue;
    try {
      await symlink(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      // Another start may lay the same links at the same moment.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return false;
    }
  }
  return true;
}

/** Whether the account may enter every directory on the way to the programs, run them and read what they load. */
async function isReachable(native: string, account: ServerAccount): Promise<boolean> {
  if (account === undefined) return true;
  const path = await realpath(native);
  for (let directory = path; ; directory = dirname(directory)) {
    if (!(await permits(directory, account, 0o1))) return false;
    if (dirname(directory) === directory) break;
  }
  for (const entry of ['bin', 'bin/postgres', 'bin/initdb', 'lib', 'share']) {
    if (!(await permits(join(path, entry), account, 0o5))) return false;
  }
  return true;
}

async function permits(path: string, account: Account, wanted: number): Promise<boolean> {
  const { uid, gid, mode } = await stat(path);
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  return ((mode >> shift) & wanted) === wanted;
}

async function copyOf(source: PostgresPackage, cacheDirectory: string): Promise<string> {
  const copy = join(cacheDirectory, `postgresql-${source.version}`);
  const native = join(copy, 'native');
  if (await lstat(native).catch(() => undefined)) return native;
  try {
    await mkdir(cacheDirectory, { recursive: true, mode: 0o755 });
    const draft = await mkdtemp(join(cacheDirectory, '.copy-'));
    try {
      await copyPrograms(source.native, join(draft, 'native'));
      // Somebody else who made the same copy meanwhile keeps theirs.
      await rename(draft, copy).catch(() => stat(native));
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return native;
  } catch (error) {
    throw new ConfigError(
      `PostgreSQL's programs in ${source.native} cannot be run from there, nor be copied to ${cacheDirectory}; ` +
        'install musterd in a directory that every user may read, or set DATABASE_URL.',
      { cause: error },
    );
  }
}

async function copyPrograms(from: string, to: string): Promise<void> {
  // Static libraries are for compiling only.
  await cp(from, to, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
  // Modes come from npm and its umask, which is what may have made them unreadable.
  for (const entry of await readdir(to, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
  await chmod(to, 0o755);
  await chmod(dirname(to), 0o755);
  if (!(await layLinks(to))) throw new Error(`No links can be made in ${to}.`);
}
