import { listPackageVersionRecords } from '../../store/package/package-version.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

/** The versions of a package; none where there is no such package, since the operation models no 404. */
export const listPackageVersions: Handler<'ListPackageVersions'> = async ({ database }, input) => {
  const { packageName, status } = input;
  const page = pageOf('ListPackageVersions', input, { packageName, status }, ['string']);
  const after = page.after?.[0] ?? '';
  const rows = await listPackageVersionRecords(database, packageName, status, after, page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, ({ versionName }) => [versionName] as const);
  const packageVersionSummaries = items.map((found) => ({
    packageName: found.packageName,
    versionName: found.versionName,
    status: found.status,
    creationDate: found.createdAt,
    lastModifiedDate: found.modifiedAt,
  }));
  return { packageVersionSummaries, nextToken };
};
