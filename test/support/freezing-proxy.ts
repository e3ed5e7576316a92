/** A way to PostgreSQL that can fall silent: connections stay open, but nothing comes through any more. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type pg from 'pg';

export interface FreezingProxy {
  /** The database of `connection` through the proxy. */
  readonly connection: pg.ClientConfig;
  /** Lets nothing through on the connections that there are, and, if asked to, on new ones. */
  freeze(alsoNew: boolean): void;
  /** Lets new connections through; those that were frozen stay so. */
  thaw(): void;
}

export async function startFreezingProxy(t: TestContext, connection: pg.ClientConfig): Promise<FreezingProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isFrozen = false;
  const target = () =>
    connection.host?.startsWith('/') === true
      ? connect(join(connection.host, `.s.PGSQL.${connection.port ?? 5432}`))
      : connect(connection.port ?? 5432, connection.host);
  const server = createServer((client) => {
    const pair = [client, target()] as const;
    const [ours, theirs] = pair;
    pairs.add(pair);
    for (const socket of pair) socket.on('error', () => undefined);
    ours.on('close', () => theirs.destroy());
    theirs.on('close', () => ours.destroy());
    if (isFrozen) return;
    ours.pipe(theirs);
    theirs.pipe(ours);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const [ours, theirs] of pairs) {
      ours.destroy();
      theirs.destroy();
    }
    server.close();
  });
  // A listening TCP server has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    connection: { ...connection, host: '127.0.0.1', port },
    freeze(alsoNew) {
      isFrozen = alsoNew;
      for (const [ours, theirs] of pairs) {
        ours.unpipe(theirs).pause();
        theirs.unpipe(ours).pause();
      }
    },
    thaw() {
      isFrozen = false;
    },
  };
}
