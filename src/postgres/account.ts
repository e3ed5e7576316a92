/**
 * The account that the embedded PostgreSQL runs as. It is our own, unless we are root: PostgreSQL refuses to run as
 * root, so then it runs under a number that no account has. Whoever had the same number could enter the database by
 * `/proc/PID/cwd`, whatever the modes of the directories above, as everything that runs as `nobody` once could.
 */
import { chown, lchown, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../lib/config-error.ts';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** `undefined` stands for the account of this process. */
export type ServerAccount = Account | undefined;

const MAXIMUM_CANDIDATES = 30;
/** Debian keeps these numbers for packages that ask for one, and none has asked for those. */
const FIRST_OWN_NUMBER = 64_883;
const OWN_NUMBERS = 100;
const NOBODY = 65_534;

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
 * Gives a new, empty directory to the account that will create the cluster in it, and returns that account.
 *
 * @throws ConfigError if we are root and no other account works.
 */
export async function giveToCreator(directory: string): Promise<ServerAccount> {
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

/**
 * Gives a cluster that nothing runs on to a number that no account has, and returns that. A cluster of ours stays ours; where
 * such a number cannot be used, as in some containers, the cluster stays with its account, and so does one of any account but
 * those that only created it.
 */
export async function giveToServer(
  cluster: string,
  account: ServerAccount,
  isCreator: boolean,
): Promise<ServerAccount> {
  if (account === undefined || process.platform !== 'linux' || (!isCreator && account.uid !== NOBODY)) return account;
  const taken = new Set((await listedAccounts()).map(({ uid }) => uid));
  const numbers = Array.from({ length: OWN_NUMBERS }, (_, index) => FIRST_OWN_NUMBER + index);
  const own = numbers.find((number) => !taken.has(number));
  if (own === undefined) return account;
  try {
    await chown(cluster, own, own);
  } catch {
    return account;
  }
  // From the outside to the inside: the former account cannot enter any more while its files change hands.
  const entries = await readdir(cluster, { recursive: true });
  await Promise.all(entries.map((entry) => lchown(join(cluster, entry), own, own)));
  return { uid: own, gid: own };
}

interface ListedAccount extends Account {
  readonly name: string;
}

async function listedAccounts(): Promise<ListedAccount[]> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  return (
    lines
      .map((line) => line.split(':'))
      .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
      // macOS gives `nobody` the number -2, which some calls refuse.
      .filter(({ uid, gid }) => uid > 0 && uid < 2 ** 31 && gid > 0 && gid < 2 ** 31)
  );
}

/** Accounts as which nothing runs, then `nobody`, then the others: initdb wants an account with a name. */
async function unprivilegedAccounts(): Promise<Account[]> {
  const accounts = await listedAccounts();
  const busy = await busyNumbers();
  const idle = accounts.filter(({ name, uid }) => !busy.has(uid) && name !== 'nobody');
  const nobody = accounts.filter(({ name }) => name === 'nobody');
  return [...new Set([...(busy.size > 0 ? idle : []), ...nobody, ...accounts])].slice(0, MAXIMUM_CANDIDATES);
}

/** The numbers of the accounts as which something runs; none if that cannot be told. */
async function busyNumbers(): Promise<Set<number>> {
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(processes.map((name) => stat(join('/proc', name)).catch(() => undefined)));
  return new Set(stats.flatMap((found) => (found === undefined ? [] : [found.uid])));
}
