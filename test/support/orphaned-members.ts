/** Clears members of groups that are gone, as the engine does, for tests without one. */
import type { Database } from '../../src/store/database/database.ts';
import {
  clearOrphanedMembers,
  indexOrphanedMembers,
  takeOrphanedMembers,
} from '../../src/store/thing-group/orphaned-member.ts';

/** Clears up to `limit` members of one group; tells whether there was such a group. */
export function clearOrphans(database: Database, limit: number): Promise<boolean> {
  return database.transaction(async (transaction) => {
    while ((await indexOrphanedMembers(transaction, limit)) !== undefined) {
      // Until the index knows of all.
    }
    const members = await takeOrphanedMembers(transaction, limit);
    if (members !== undefined) await clearOrphanedMembers(transaction, members);
    return members !== undefined;
  });
}
