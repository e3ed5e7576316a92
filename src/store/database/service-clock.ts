/** How far the service's time has come, so that it does not go back over a restart. */
import { type Queryable, statement } from './database.ts';

const read = statement('serviceClock.read', 'SELECT present FROM service_clock');
const write = statement(
  'serviceClock.write',
  `INSERT INTO service_clock (one, present) VALUES (true, $1)
   ON CONFLICT (one) DO UPDATE SET present = EXCLUDED.present WHERE service_clock.present < EXCLUDED.present`,
);

/** The latest time that was remembered; undefined in a new database. */
export async function readServicePresent(queryable: Queryable): Promise<number | undefined> {
  return (await queryable.query<{ present: number }>(read))[0]?.present;
}

/** Remembers a time, unless a later one is remembered already. */
export async function writeServicePresent(queryable: Queryable, present: number): Promise<void> {
  await queryable.query(write, [present]);
}
