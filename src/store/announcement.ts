/** Announcements that are committed and not yet published. */
import type { Announcement } from '../domain/announcement.ts';
import type { StoredAnnouncements } from './change.ts';
import { type Queryable, statement } from './database.ts';

const remove = statement('announcement.remove', 'DELETE FROM announcement WHERE announcement_id = ANY($1::bigint[])');

/** Forgets announcements after they were published; never before. */
export async function deleteAnnouncements(queryable: Queryable, announcementIds: readonly number[]): Promise<void> {
  await queryable.query(remove, [announcementIds]);
}

const left = statement(
  'announcement.left',
  `SELECT announcement_id AS "announcementId", body AS announcements
     FROM announcement WHERE announcement_id > $1 ORDER BY announcement_id LIMIT $2`,
);

/** What a process that ended did not publish any more, the oldest first. */
export function findLeftAnnouncements(
  queryable: Queryable,
  afterId: number,
  limit: number,
): Promise<(StoredAnnouncements & { readonly announcements: readonly Announcement[] })[]> {
  return queryable.query(left, [afterId, limit]);
}
