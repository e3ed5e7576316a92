/** The PostgreSQL server that the tests share. */
import type pg from 'pg';
import pgConnectionString from 'pg-connection-string';

/** Connection settings of an administrator; starts the embedded server on first use unless a URL names another. */
export async function startTestServer(): Promise<pg.ClientConfig> {
  const url = process.env['MUSTERD_TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('Set MUSTERD_TEST_DATABASE_URL.');
  return pgConnectionString.parseIntoClientConfig(url);
}
