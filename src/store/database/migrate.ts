/** Brings a database to the newest schema: the numbered files of `migrations/`, each once, in order, never backwards. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, type Queryable, statement } from './database.ts';
import { migrationsDirectory } from './migrations-directory.ts';

const lockMigrations = statement('migrate.lock', 'LOCK TABLE migration IN ACCESS EXCLUSIVE MODE');
const applied = statement('migrate.applied', 'SELECT name FROM migration ORDER BY name');
const record = statement('migrate.record', 'INSERT INTO migration (name) VALUES ($1)');

/** Applies what is missing, all in one transaction, and returns the names of what was applied. */
export async function migrate(database: Database): Promise<string[]> {
  const names = (await readdir(migrationsDirectory)).filter((name) => name.endsWith('.sql')).sort();
  await run(database, 'CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY)');
  return database.transaction(async (transaction) => {
    await transaction.query(lockMigrations);
    const known = new Set((await transaction.query<{ name: string }>(applied)).map((row) => row.name));
    const unknown = [...known].filter((name) => !names.includes(name));
    if (unknown.length > 0) {
      throw new Error(
        `The database was made by a newer musterd: it has ${unknown.join(', ')}. Start that version instead.`,
      );
    }
    const missing = names.filter((name) => !known.has(name));
    for (const name of missing) {
      await run(transaction, await readFile(join(migrationsDirectory, name), 'utf8'));
      await transaction.query(record, [name]);
    }
    return missing;
  });
}

/** A file of several statements cannot be prepared, so it travels without a name and without values. */
async function run(queryable: Queryable, text: string): Promise<void> {
  await queryable.query({ name: '', text });
}
