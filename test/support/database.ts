/**
 * A database of its own for each test file, made from one template on the embedded PostgreSQL, or on the server that
 * MUSTERD_TEST_DATABASE_URL names.
 */
import { after } from 'node:test';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/store/database/database.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { startTestServer } from './postgres.ts';

const TEMPLATE = `musterd_test_template_${process.pid}`;
let server: Promise<pg.ClientConfig> | undefined;
let count = 0;

/** The connection settings of a fresh, migrated database. */
export async function freshDatabase(): Promise<pg.ClientConfig> {
  server ??= prepareTemplate();
  const admin = await server;
  count += 1;
  const name = `musterd_test_${process.pid}_${count}`;
  await administer(admin, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return { ...admin, database: name };
}

/** Opens a fresh database and closes it after the tests of this file. Call it at the top of a file, not in a hook. */
export async function openTestDatabase(): Promise<Database> {
  const database = openDatabase({
    connection: await freshDatabase(),
    connections: 10,
    statementTimeoutMs: 10_000,
    onConnectionError: () => undefined,
  });
  after(() => database.close());
  return database;
}

async function prepareTemplate(): Promise<pg.ClientConfig> {
  const admin = await startTestServer();
  await administer(admin, `CREATE DATABASE ${TEMPLATE}`);
  const template = openDatabase({
    connection: { ...admin, database: TEMPLATE },
    connections: 1,
    statementTimeoutMs: 10_000,
    onConnectionError: () => undefined,
  });
  await migrate(template);
  await template.close();
  return admin;
}

async function administer(connection: pg.ClientConfig, command: string): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  await client.query(command);
  await client.end();
}
