/** The PostgreSQL server that the tests share. */
import { after } from 'node:test';
import type pg from 'pg';
import pgConnectionString from 'pg-connection-string';
import { openLog } from '../../src/lib/log.ts';
import { openEphemeralDataDirectory } from '../../src/postgres/data-directory.ts';
import { startEmbeddedPostgres } from '../../src/postgres/start.ts';
import { scratchDirectory } from './temporary-directory.ts';

let stop: () => Promise<void> = async () => undefined;
// Registered here and not where the server starts: that may be inside one test, after which it would be stopped.
after(() => stop());

/**
 * Connection settings of an administrator. Starts the embedded server on first use, in a directory that is gone after the
 * tests, unless MUSTERD_TEST_DATABASE_URL names another server.
 */
export async function startTestServer(): Promise<pg.ClientConfig> {
  const url = process.env['MUSTERD_TEST_DATABASE_URL'];
  return url === undefined ? startEmbedded() : pgConnectionString.parseIntoClientConfig(url);
}

async function startEmbedded(): Promise<pg.ClientConfig> {
  const directory = await openEphemeralDataDirectory(await scratchDirectory());
  const postgres = await startEmbeddedPostgres({
    dataDirectory: directory.path,
    log: openLog({ level: 'warn', format: 'pretty' }),
    onExit: (reason) => {
      throw new Error(`The PostgreSQL of the tests ended: ${reason}.`);
    },
    maxConnections: 200,
    durable: false,
  });
  stop = async () => {
    await postgres.stop();
    await directory.release();
  };
  return postgres.connection;
}
