/** Where the files of the embedded server (PostgreSQL calls them a cluster) are in a data directory. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The port is only part of the socket's name; nothing listens on it. */
export const PORT = 5432;
export const SOCKET_NAME = `.s.PGSQL.${PORT}`;

/** The cluster of a data directory. The socket lies in it too: PostgreSQL insists on mode 0700 for this directory. */
export function clusterIn(dataDirectory: string): string {
  return join(dataDirectory, 'postgres');
}

/** What a server writes about itself into `postmaster.pid`. */
export interface ServerStatus {
  readonly pid: number;
  readonly isReady: boolean;
}

/** The status that the server of this cluster wrote last; that server may be dead. */
export async function readStatus(cluster: string): Promise<ServerStatus | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), isReady: lines[7]?.trim() === 'ready' };
}
