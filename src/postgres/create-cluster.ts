/** Creates the cluster of a data directory. An interruption at any moment leaves no cluster rather than half of one. */
import { mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '../lib/config-error.ts';
import type { ServerAccount } from './account.ts';
import { startProgram } from './program.ts';

const DRAFT_PREFIX = 'postgres.new-';
const INITDB_LIMIT_MS = 60_000;

/** The administrator and only user: everybody who reaches the socket is trusted. */
export const USER = 'musterd';

/**
 * True if there is a cluster that this PostgreSQL can run.
 *
 * @throws ConfigError if the directory holds another version's cluster, or something else.
 */
export async function clusterExists(cluster: string, programVersion: string): Promise<boolean> {
  const major = programVersion.split('.')[0];
  const found = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (found === undefined) {
    const entries = await readdir(cluster).catch(() => []);
    if (entries.length === 0) return false;
    throw new ConfigError(`${cluster} does not hold a PostgreSQL database; move it away or choose another --data-dir.`);
  }
  if (found.trim() === major) return true;
  throw new ConfigError(
    `${cluster} was made by PostgreSQL ${found.trim()}, and this musterd brings ${major}: dump it with the musterd that ` +
      'made it (pg_dump) and restore it into a new --data-dir, or choose another --data-dir.',
  );
}

/** Removes the leftovers of interrupted creations. */
export async function removeDrafts(dataDirectory: string): Promise<void> {
  for (const name of await readdir(dataDirectory)) {
    if (!name.startsWith(DRAFT_PREFIX)) continue;
    // An initdb whose musterd was killed may still be writing there; the next start removes it.
    await rm(join(dataDirectory, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** Makes an empty directory beside the cluster's place, in which the cluster is built. */
export function makeDraft(dataDirectory: string): Promise<string> {
  return mkdtemp(join(dataDirectory, DRAFT_PREFIX));
}

/**
 * Builds a cluster in the draft directory.
 *
 * @throws ConfigError with initdb's own last words if it fails.
 */
export async function createCluster(
  draft: string,
  options: { readonly initdb: string; readonly account: ServerAccount; readonly durable: boolean },
): Promise<void> {
  const parameters = ['--username', USER, '--encoding', 'UTF8', '--no-locale', '--no-instructions'];
  parameters.push('-c', 'dynamic_shared_memory_type=mmap');
  // If somebody opens a TCP port later, nobody must get in through it without a password.
  parameters.push('--auth-local', 'trust', '--auth-host', 'reject');
  if (!options.durable) parameters.push('--no-sync');
  const program = startProgram(options.initdb, parameters, { cluster: draft, account: options.account });
  program.child.ref();
  const timer = setTimeout(() => program.child.kill('SIGKILL'), INITDB_LIMIT_MS);
  const failure = await program.ended;
  clearTimeout(timer);
  if (failure !== undefined) {
    await rm(draft, { recursive: true, force: true });
    const reason = program.lastLines.find((line) => /error|FATAL/i.test(line)) ?? program.lastLines.at(-1) ?? failure;
    throw new ConfigError(`PostgreSQL cannot create its database in ${dirname(draft)}: ${reason}`);
  }
}

/** The last step of a creation: from now on there is a cluster. */
export async function moveIntoPlace(draft: string, cluster: string, durable: boolean): Promise<void> {
  await rename(draft, cluster);
  if (durable) await syncDirectory(dirname(cluster));
}

/** Without this, a power failure could undo the rename. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
