/** Starts the PostgreSQL that musterd brings along, on a Unix socket inside the data directory. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Log } from '../lib/log.ts';
import { giveToCreator, giveToServer, ownerOf, type ServerAccount } from './account.ts';
import { type Binaries, prepareBinaries } from './binaries.ts';
import { clusterIn, PORT } from './cluster.ts';
import { clusterExists, createCluster, makeDraft, moveIntoPlace, removeDrafts, USER } from './create-cluster.ts';
import { endLeftoverServer } from './leftover-server.ts';
import { findPostgresPackage } from './package.ts';
import { startServerProcess } from './server-process.ts';
import { serverConfiguration } from './settings.ts';
import { openSocketDirectory } from './socket-directory.ts';

export interface EmbeddedPostgresOptions {
  /** A directory that this process has locked (`openDataDirectory`). */
  readonly dataDirectory: string;
  readonly log: Log;
  /** Called once if the server ends without `stop`; it is gone by then. */
  readonly onExit: (reason: string) => void;
  /** How many connections at most; 60 if absent. */
  readonly maxConnections?: number;
  /** False if the data is thrown away anyway, so that nothing waits for the disk; true if absent. */
  readonly durable?: boolean;
  /** Where a copy of the programs is kept if one is needed; a system directory if absent. */
  readonly cacheDirectory?: string;
}

export interface EmbeddedPostgres {
  /** Connects as an administrator to the one database. */
  readonly connection: pg.ClientConfig;
  /** The server's process. */
  readonly pid: number;
  /** Stops the server; resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

const DEFAULT_MAX_CONNECTIONS = 60;

/**
 * Starts the server and resolves when it accepts connections. An empty data directory gets a new database; a server
 * that an earlier owner left running is stopped first.
 *
 * @throws ConfigError with one line for the operator if this system or this directory cannot run it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDirectory, log, onExit } = options;
  const settings = {
    maxConnections: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
    durable: options.durable ?? true,
  };
  const cluster = clusterIn(dataDirectory);
  const { binaries, account } = await prepareCluster(options, cluster, settings.durable);
  await writeFile(join(cluster, 'postgresql.conf'), serverConfiguration(settings));
  const server = await startServerProcess({ postgres: binaries.postgres, cluster, account, log, onExit });
  try {
    const socket = await openSocketDirectory(cluster);
    return {
      // Everything is given explicitly, so that PG* variables of the environment have no effect.
      connection: { host: socket.path, port: PORT, user: USER, database: 'postgres', ssl: false },
      pid: server.pid,
      async stop() {
        await server.stop();
        await socket.close();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Makes sure that there is a cluster, that nothing else runs on it, and that an account can run it. */
async function prepareCluster(
  { dataDirectory, cacheDirectory }: EmbeddedPostgresOptions,
  cluster: string,
  durable: boolean,
): Promise<{ binaries: Binaries; account: ServerAccount }> {
  const source = await findPostgresPackage();
  await removeDrafts(dataDirectory);
  if (await clusterExists(cluster, source.version)) {
    const owner = await ownerOf(cluster);
    await endLeftoverServer(dataDirectory);
    const account = await giveToServer(cluster, owner, false);
    return { binaries: await prepareBinaries(source, account, cacheDirectory), account };
  }
  const draft = await makeDraft(dataDirectory);
  const creator = await giveToCreator(draft);
  const { initdb } = await prepareBinaries(source, creator, cacheDirectory);
  await createCluster(draft, { initdb, account: creator, durable });
  const account = await giveToServer(draft, creator, true);
  await moveIntoPlace(draft, cluster, durable);
  return { binaries: await prepareBinaries(source, account, cacheDirectory), account };
}
