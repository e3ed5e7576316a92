/** Where in a data directory the embedded server's own files (PostgreSQL calls them a cluster) are. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The port is a part of the socket's name only; nothing listens on it. */
export const PORT = 5432;
export const SOCKET_NAME = `.s.PGSQL.${PORT}`;

/** The cluster of a data directory. The socket lies in it as well: PostgreSQL insists on mode 0700 for this directory. */
export function clusterIn(dataDirectory: string): string {
  return join(dataDirectory, 'postgres');
}

/** What a server says about itself in `postmaster.pid`. */
export interface ServerStatus {
  readonly pid: number;
  readonly isReady: boolean;
}

/** The status that the server of this cluster wrote last; it may be that of a dead one. */
export async function readStatus(cluster: string): Promise<ServerStatus | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), isReady: lines[7]?.trim() === 'ready' };
}
