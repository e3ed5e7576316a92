/** Where the virtual clock stands, so that time does not go backwards over a restart. */
import { type Queryable, statement } from './database.ts';

const read = statement('virtualClock.read', 'SELECT present FROM virtual_clock');
const write = statement(
  'virtualClock.write',
  `INSERT INTO virtual_clock (one, present) VALUES (true, $1)
   ON CONFLICT (one) DO UPDATE SET present = GREATEST(virtual_clock.present, EXCLUDED.present)`,
);

/** The last present of a virtual clock on this database; undefined if there never was one. */
export async function readVirtualPresent(queryable: Queryable): Promise<number | undefined> {
  return (await queryable.query<{ present: number }>(read))[0]?.present;
}

/** Remembers the present before anything happens in it. */
export async function writeVirtualPresent(queryable: Queryable, present: number): Promise<void> {
  await queryable.query(write, [present]);
}
