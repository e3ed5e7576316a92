/**
 * The account that the embedded PostgreSQL runs as. It is our own, unless we are root: PostgreSQL refuses to run as
 * root, so then an unprivileged account that every system has is borrowed. No account is created.
 */
import { chown, readFile, stat } from 'node:fs/promises';
import { ConfigError } from '../lib/config-error.ts';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** `undefined` stands for the account that this process has anyway. */
export type ServerAccount = Account | undefined;

const MAXIMUM_CANDIDATES = 30;

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The account that an existing cluster belongs to.
 *
 * @throws ConfigError when that is not us and we cannot become it.
 */
export async function ownerOf(cluster: string): Promise<ServerAccount> {
  const { uid, gid } = await stat(cluster);
  if (!isRoot()) {
    if (uid === process.getuid?.()) return undefined;
    throw new ConfigError(
      `${cluster} belongs to another user (uid ${uid}); start as that user or as root, or choose another --data-dir.`,
    );
  }
  if (uid !== 0) return { uid, gid };
  throw new ConfigError(
    `${cluster} belongs to root, as whom PostgreSQL does not run; give it to another user, for example: chown -R nobody ${cluster}`,
  );
}

/**
 * Gives a new, empty directory to the account that shall run the server, and says which one that is.
 *
 * @throws ConfigError when we are root and there is no other account that works.
 */
export async function giveToServerAccount(directory: string): Promise<ServerAccount> {
  if (!isRoot()) return undefined;
  for (const account of await unprivilegedAccounts()) {
    try {
      await chown(directory, account.uid, account.gid);
      return account;
    } catch {
      // Not every account of the list exists inside a container's user namespace; the next one may.
    }
  }
  throw new ConfigError(
    'PostgreSQL does not run as root, and no other account can be used here; start as another user or set DATABASE_URL.',
  );
}

/** `nobody`, then whoever else is in the list: initdb wants an account with a name. */
async function unprivilegedAccounts(): Promise<Account[]> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  const accounts = lines
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    // macOS gives `nobody` the number -2, which not every call takes.
    .filter(({ uid, gid }) => uid > 0 && uid < 2 ** 31 && gid > 0 && gid < 2 ** 31);
  const preferred = accounts.filter(({ name }) => name === 'nobody');
  return [...preferred, ...accounts.filter(({ name }) => name !== 'nobody')].slice(0, MAXIMUM_CANDIDATES);
}
