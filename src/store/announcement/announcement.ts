/** Announcements that are committed and not yet published. */
import type { StoredAnnouncements } from '../../domain/announcement.ts';
import { type Queryable, statement } from '../database/database.ts';

const remove = statement('announcement.remove', 'DELETE FROM announcement WHERE announcement_id = ANY($1::bigint[])');

/** Forgets announcements after they were published; never before. */
export async function deleteAnnouncements(queryable: Queryable, announcementIds: readonly number[]): Promise<void> {
  await queryable.query(remove, [announcementIds]);
}

const left = statement(
  'announcement.left',
  'SELECT announcement_id AS "announcementId", body AS announcements FROM announcement ORDER BY announcement_id LIMIT $1',
);

/** The oldest announcements that are still to be published. */
export function findLeftAnnouncements(queryable: Queryable, limit: number): Promise<StoredAnnouncements[]> {
  return queryable.query<StoredAnnouncements>(left, [limit]);
}
