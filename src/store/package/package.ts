/** Software packages and the one configuration of them. */
import type { TypeOf } from '../../contract/shape.ts';
import type { versionUpdateByJobsConfig } from '../../contract/shapes/package.ts';
import { type Queryable, statement } from '../database/database.ts';

export interface SoftwarePackage {
  readonly packageName: string;
  readonly description: string | null;
  readonly defaultVersionName: string | null;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

const select = `SELECT package_name AS "packageName", description, default_version_name AS "defaultVersionName",
    created_at AS "createdAt", modified_at AS "modifiedAt"
  FROM package`;

const byName = statement('package.byName', `${select} WHERE package_name = $1`);
const lock = statement('package.lock', `${select} WHERE package_name = $1 FOR NO KEY UPDATE`);
const lockToDelete = statement('package.lockToDelete', `${select} WHERE package_name = $1 FOR UPDATE`);
const insert = statement(
  'package.insert',
  `INSERT INTO package (package_name, description, created_at, modified_at) VALUES ($1, $2, $3, $3)
   ON CONFLICT (package_name) DO NOTHING RETURNING 1`,
);
const update = statement(
  'package.update',
  'UPDATE package SET description = $2, default_version_name = $3, modified_at = $4 WHERE package_name = $1',
);
const remove = statement('package.remove', 'DELETE FROM package WHERE package_name = $1');
const list = statement('package.list', `${select} WHERE package_name > $1 ORDER BY package_name LIMIT $2`);

export async function packageByName(queryable: Queryable, packageName: string): Promise<SoftwarePackage | undefined> {
  return (await queryable.query<SoftwarePackage>(byName, [packageName]))[0];
}

/** Locks a package against changes of itself and against the deletion of its versions. */
export async function lockPackage(transaction: Queryable, packageName: string): Promise<SoftwarePackage | undefined> {
  return (await transaction.query<SoftwarePackage>(lock, [packageName]))[0];
}

/** Locks a package also against new versions. */
export async function lockPackageToDelete(
  transaction: Queryable,
  packageName: string,
): Promise<SoftwarePackage | undefined> {
  return (await transaction.query<SoftwarePackage>(lockToDelete, [packageName]))[0];
}

/** Stores a new package; false if the name is taken. */
export async function insertPackage(
  transaction: Queryable,
  { packageName, description, createdAt }: Pick<SoftwarePackage, 'packageName' | 'description' | 'createdAt'>,
): Promise<boolean> {
  return (await transaction.query(insert, [packageName, description, createdAt])).length > 0;
}

export async function savePackage(transaction: Queryable, saved: SoftwarePackage): Promise<void> {
  const { packageName, description, defaultVersionName, modifiedAt } = saved;
  await transaction.query(update, [packageName, description, defaultVersionName, modifiedAt]);
}

export async function deletePackageRecord(transaction: Queryable, packageName: string): Promise<void> {
  await transaction.query(remove, [packageName]);
}

/** Packages after a name, in order. */
export function listPackageRecords(queryable: Queryable, afterName: string, limit: number): Promise<SoftwarePackage[]> {
  return queryable.query<SoftwarePackage>(list, [afterName, limit]);
}

export type VersionUpdateByJobs = TypeOf<typeof versionUpdateByJobsConfig>;

const configuration = statement(
  'package.configuration',
  'SELECT version_update_by_jobs AS "versionUpdateByJobs" FROM package_configuration',
);
const configure = statement(
  'package.configure',
  `INSERT INTO package_configuration (only_row, version_update_by_jobs) VALUES (true, $1)
   ON CONFLICT (only_row) DO UPDATE SET version_update_by_jobs = excluded.version_update_by_jobs`,
);

/** What was configured last; undefined if nothing ever was. */
export async function findPackageConfiguration(queryable: Queryable): Promise<VersionUpdateByJobs | undefined> {
  return (await queryable.query<{ versionUpdateByJobs: VersionUpdateByJobs }>(configuration))[0]?.versionUpdateByJobs;
}

export async function savePackageConfiguration(transaction: Queryable, saved: VersionUpdateByJobs): Promise<void> {
  await transaction.query(configure, [JSON.stringify(saved)]);
}
