/** Makes those who check a quota and use it up wait for one another, so that two at a time never both get the last place. */
import { type Queryable, statement } from './database.ts';

const lock = statement('quotaLock.lock', 'SELECT quota FROM quota_lock WHERE quota = $1 FOR UPDATE');

/** Waits until no other transaction is between checking and using this quota. */
export async function lockQuota(
  transaction: Queryable,
  quota: 'jobs in deletion' | 'authorities of one subject' | 'dynamic thing groups' | 'job templates',
): Promise<void> {
  await transaction.query(lock, [quota]);
}
