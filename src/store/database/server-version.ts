/** Which PostgreSQL it is, asked before there is a schema. */
import { type Queryable, statement } from './database.ts';

const version = statement('serverVersion.read', `SELECT current_setting('server_version_num')::int AS version`);

/** PostgreSQL's own number for its version: 180004 is 18.4. */
export async function readServerVersion(queryable: Queryable): Promise<number> {
  const [row] = await queryable.query<{ version: number }>(version);
  if (row === undefined) throw new Error('PostgreSQL did not tell its version.');
  return row.version;
}
