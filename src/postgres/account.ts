/**
 * The account that the embedded PostgreSQL runs as. It is our own, unless we are root: PostgreSQL refuses to run as
 * root, so then it runs as an unprivileged account that every system has. No account is created.
 */
import { chown, readFile, stat } from 'node:fs/promises';
import { ConfigError } from '../lib/config-error.ts';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** `undefined` stands for the account of this process. */
export type ServerAccount = Account | undefined;

const MAXIMUM_CANDIDATES = 30;

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The account that owns an existing cluster.
 *
 * @throws ConfigError if that is another account and we cannot become it.
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
 * Gives a new, empty directory to the account that will run the server, and returns that account.
 *
 * @throws ConfigError if we are root and no other account works.
 */
export async function giveToServerAccount(directory: string): Promise<ServerAccount> {
  if (!isRoot()) return undefined;
  for (const account of await unprivilegedAccounts()) {
    try {
      await chown(directory, account.uid, account.gid);
      return account;
    } catch {
      // A container's user namespace may lack some accounts of the list; the next one may work.
    }
  }
  throw new ConfigError(
    'PostgreSQL does not run as root, and no other account can be used here; start as another user or set DATABASE_URL.',
  );
}

/** `nobody`, then the other accounts of the list: initdb wants an account with a name. */
async function unprivilegedAccounts(): Promise<Account[]> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  const accounts = lines
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    // macOS gives `nobody` the number -2, which some calls refuse.
    .filter(({ uid, gid }) => uid > 0 && uid < 2 ** 31 && gid > 0 && gid < 2 ** 31);
  const preferred = accounts.filter(({ name }) => name === 'nobody');
  return [...preferred, ...accounts.filter(({ name }) => name !== 'nobody')].slice(0, MAXIMUM_CANDIDATES);
}
