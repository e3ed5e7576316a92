/** Finds the package versions that jobs, templates and their documents name. */
import { invalidRequest, resourceNotFound } from '../../contract/errors.ts';
import {
  DEFAULT_VERSION,
  isPackageVersionName,
  type PackageVersion,
  type PackageVersionName,
  parsePackageVersionArn,
} from '../../domain/package-version.ts';
import type { Queryable } from '../../store/database/database.ts';
import { findDefaultVersions, findPackageVersions } from '../../store/package/package-version.ts';
import type { OperationContext } from '../context.ts';

export type FindVersion = (name: PackageVersionName) => PackageVersion | undefined;

/** Looks all of these up at once; `$default` means the version that is the default now. */
export async function findVersions(queryable: Queryable, names: readonly PackageVersionName[]): Promise<FindVersion> {
  const possible = names.filter(isPackageVersionName);
  if (possible.length === 0) return () => undefined;
  const withDefault = possible.filter(({ versionName }) => versionName === DEFAULT_VERSION);
  const defaults = withDefault.length === 0 ? [] : await findDefaultVersions(queryable, namesOf(withDefault));
  const versions = await findPackageVersions(queryable, [...possible, ...defaults]);
  const found = new Map(versions.map((version) => [keyOf(version), version]));
  for (const name of defaults) {
    const version = found.get(keyOf(name));
    if (version !== undefined) found.set(keyOf({ ...name, versionName: DEFAULT_VERSION }), version);
  }
  return (name) => found.get(keyOf(name));
}

const namesOf = (names: readonly PackageVersionName[]) => names.map(({ packageName }) => packageName);
const keyOf = ({ packageName, versionName }: PackageVersionName) => `${packageName}/${versionName}`;

/**
 * The versions of `destinationPackageVersions` in their order. InvalidRequestException for malformed ARNs and for too
 * many; ResourceNotFoundException for one that does not exist (docs/service/jobs.md#creating-a-job).
 */
export async function resolveDestinations(
  { database, settings }: OperationContext,
  arns: readonly string[] | undefined,
): Promise<PackageVersion[]> {
  if (arns === undefined || arns.length === 0) return [];
  const { account, quotas } = settings;
  if (arns.length > quotas.packageVersionsPerJob) {
    throw invalidRequest(`A job can have at most ${quotas.packageVersionsPerJob} destinationPackageVersions.`);
  }
  const named = arns.map((arn) => {
    const name = parsePackageVersionArn(account, arn);
    if (name !== undefined) return { arn, name };
    throw invalidRequest(`${arn} is not the ARN of a package version of this account and Region.`);
  });
  const find = await findVersions(
    database,
    named.map(({ name }) => name),
  );
  return named.map(({ arn, name }) => {
    const version = find(name);
    if (version === undefined) throw resourceNotFound(`Package version ${arn} does not exist.`);
    return version;
  });
}
