import { listPackageRecords } from '../../store/package/package.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

export const listPackages: Handler<'ListPackages'> = async ({ database }, input) => {
  const page = pageOf('ListPackages', input, {}, ['string']);
  const rows = await listPackageRecords(database, page.after?.[0] ?? '', page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, ({ packageName }) => [packageName] as const);
  const packageSummaries = items.map((found) => ({
    packageName: found.packageName,
    defaultVersionName: found.defaultVersionName ?? undefined,
    creationDate: found.createdAt,
    lastModifiedDate: found.modifiedAt,
  }));
  return { packageSummaries, nextToken };
};
