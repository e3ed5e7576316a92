/**
 * A program that owns a data directory with a running PostgreSQL until it is killed, for tests of what killing leaves.
 * `node embedded-owner.js DIRECTORY` prints one line of JSON: `{"postgresPid": 1, "rows": 2}` when it is ready, with the
 * number of rows that it found plus the one that it committed; or `{"refused": "message"}`. SIGTERM stops it in order.
 */
import { once } from 'node:events';
import pg from 'pg';
import { ConfigError } from '../../src/lib/config-error.ts';
import { openLog } from '../../src/lib/log.ts';
import { openDataDirectory, openEphemeralDataDirectory } from '../../src/postgres/data-directory.ts';
import { startEmbeddedPostgres } from '../../src/postgres/start.ts';

const [, , place = '', cacheDirectory] = process.argv;
const ephemeralParent = /^ephemeral:(.*)$/.exec(place)?.[1];

try {
  const directory = await (ephemeralParent === undefined
    ? openDataDirectory(place)
    : openEphemeralDataDirectory(ephemeralParent));
  const postgres = await startEmbeddedPostgres({
    dataDirectory: directory.path,
    log: openLog({ level: 'warn', format: 'pretty' }),
    onExit: (reason) => console.log(JSON.stringify({ lost: reason })),
    ...(cacheDirectory === undefined ? {} : { cacheDirectory }),
  });
  const terminated = once(process, 'SIGTERM');
  const client = new pg.Client(postgres.connection);
  client.on('error', () => undefined);
  await client.connect();
  await client.query('CREATE TABLE IF NOT EXISTS kept (at integer)');
  await client.query('INSERT INTO kept VALUES (1)');
  const { rows } = await client.query('SELECT count(*)::integer AS rows FROM kept');
  console.log(JSON.stringify({ postgresPid: postgres.pid, rows: rows[0].rows, path: directory.path }));
  // Signals alone do not keep a process alive, and neither does the server; a person's own server listens on ports.
  const alive = setInterval(() => undefined, 60_000);
  await terminated;
  clearInterval(alive);
  await client.end();
  await postgres.stop();
  await directory.release();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.log(JSON.stringify({ refused: error.message }));
}
