/** Versions of software packages. */
import type { PackageVersion, PackageVersionName, PackageVersionStatus } from '../../domain/package-version.ts';
import { jsonOrNull, type Queryable, statement } from '../database/database.ts';

const select = `SELECT package_name AS "packageName", version_name AS "versionName", status, description, attributes,
    artifact, recipe, created_at AS "createdAt", modified_at AS "modifiedAt"
  FROM package_version`;

const byName = statement('packageVersion.byName', `${select} WHERE package_name = $1 AND version_name = $2`);
const byNames = statement(
  'packageVersion.byNames',
  `${select} WHERE (package_name, version_name) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
);
const defaults = statement(
  'packageVersion.defaults',
  `SELECT package_name AS "packageName", default_version_name AS "versionName"
     FROM package WHERE package_name = ANY($1::text[]) AND default_version_name IS NOT NULL`,
);
const lock = statement(
  'packageVersion.lock',
  `${select} WHERE package_name = $1 AND version_name = $2 FOR NO KEY UPDATE`,
);
const insert = statement(
  'packageVersion.insert',
  `INSERT INTO package_version (package_name, version_name, status, description, attributes, artifact, recipe,
     created_at, modified_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
   ON CONFLICT (package_name, version_name) DO NOTHING RETURNING 1`,
);
const update = statement(
  'packageVersion.update',
  `UPDATE package_version
      SET status = $3, description = $4, attributes = $5, artifact = $6, recipe = $7, modified_at = $8
    WHERE package_name = $1 AND version_name = $2`,
);
const remove = statement(
  'packageVersion.remove',
  'DELETE FROM package_version WHERE package_name = $1 AND version_name = $2',
);
const any = statement('packageVersion.any', 'SELECT 1 FROM package_version WHERE package_name = $1 LIMIT 1');
const list = statement(
  'packageVersion.list',
  `${select} WHERE package_name = $1 AND version_name > $2 ORDER BY version_name LIMIT $3`,
);
const listByStatus = statement(
  'packageVersion.listByStatus',
  `${select} WHERE package_name = $1 AND status = $4 AND version_name > $2 ORDER BY version_name LIMIT $3`,
);

export async function findPackageVersion(
  queryable: Queryable,
  { packageName, versionName }: PackageVersionName,
): Promise<PackageVersion | undefined> {
  return (await queryable.query<PackageVersion>(byName, [packageName, versionName]))[0];
}

/** Those of the named versions that exist. */
export function findPackageVersions(
  queryable: Queryable,
  names: readonly PackageVersionName[],
): Promise<PackageVersion[]> {
  const columns = [names.map(({ packageName }) => packageName), names.map(({ versionName }) => versionName)];
  return queryable.query<PackageVersion>(byNames, columns);
}

/** The default versions of those of the named packages that have one. */
export function findDefaultVersions(
  queryable: Queryable,
  packageNames: readonly string[],
): Promise<PackageVersionName[]> {
  return queryable.query<PackageVersionName>(defaults, [packageNames]);
}

/** Locks a version against changes and deletion. */
export async function lockPackageVersion(
  transaction: Queryable,
  { packageName, versionName }: PackageVersionName,
): Promise<PackageVersion | undefined> {
  return (await transaction.query<PackageVersion>(lock, [packageName, versionName]))[0];
}

/** Stores a new version of a package that exists and is held; false if the name is taken. */
export async function insertPackageVersion(transaction: Queryable, version: PackageVersion): Promise<boolean> {
  return (await transaction.query(insert, [...columnsOf(version), version.modifiedAt])).length > 0;
}

export async function savePackageVersion(transaction: Queryable, version: PackageVersion): Promise<void> {
  const { createdAt: _, ...changeable } = version;
  await transaction.query(update, [...columnsOf(changeable), version.modifiedAt]);
}

export async function deletePackageVersionRecord(
  transaction: Queryable,
  { packageName, versionName }: PackageVersionName,
): Promise<void> {
  await transaction.query(remove, [packageName, versionName]);
}

export async function hasPackageVersions(transaction: Queryable, packageName: string): Promise<boolean> {
  return (await transaction.query(any, [packageName])).length > 0;
}

/** Versions of a package after a name, in order, of one status or of any. */
export function listPackageVersionRecords(
  queryable: Queryable,
  packageName: string,
  status: PackageVersionStatus | undefined,
  afterName: string,
  limit: number,
): Promise<PackageVersion[]> {
  if (status === undefined) return queryable.query<PackageVersion>(list, [packageName, afterName, limit]);
  return queryable.query<PackageVersion>(listByStatus, [packageName, afterName, limit, status]);
}

type Stored = Omit<PackageVersion, 'createdAt' | 'modifiedAt'> & { readonly createdAt?: number };

function columnsOf(version: Stored): (string | number | null)[] {
  const { packageName, versionName, status, description, recipe, createdAt } = version;
  const columns = [
    packageName,
    versionName,
    status,
    description,
    jsonOrNull(version.attributes),
    jsonOrNull(version.artifact),
  ];
  return [...columns, recipe, ...(createdAt === undefined ? [] : [createdAt])];
}
