/**
 * What a job does in the name of whoever creates it, as far as the request alone does not tell: it may come from a
 * template, a job, an object or a package (docs/service/permissions.md#what-is-asked-later).
 */
import { documentChecks } from '../../domain/authorization/foreign-resources.ts';
import type { Check } from '../../domain/authorization/resources.ts';
import { type PackageVersionName, packageArn, packageVersionArn } from '../../domain/package-version.ts';
import type { RequestContext } from '../context.ts';

/** AccessDeniedException unless the caller may read the objects of the document and pass the role. */
export async function requireDocument(
  { permissions, settings }: RequestContext,
  document: string,
  roleArn: string | undefined,
): Promise<void> {
  await permissions.require(documentChecks(settings.account, document, roleArn));
}

/** AccessDeniedException unless the caller may read these versions, whose attributes become part of a document. */
export async function requireToReadVersions(
  { permissions, settings: { account } }: RequestContext,
  versions: readonly PackageVersionName[],
): Promise<void> {
  const arns = versions.flatMap((version) => [
    packageArn(account, version.packageName),
    packageVersionArn(account, version),
  ]);
  await permissions.require(checks('iot:GetPackageVersion', arns));
}

/** AccessDeniedException unless the caller may create jobs that install these versions, by their own names. */
export async function requireToInstall(
  { permissions, settings: { account } }: RequestContext,
  versions: readonly PackageVersionName[],
): Promise<void> {
  const arns = versions.map((version) => packageVersionArn(account, version));
  const packages = versions.map(({ packageName }) => packageArn(account, packageName));
  await permissions.require(checks('iot:CreateJob', arns, packages));
}

function checks(action: string, required: readonly string[], optional: readonly string[] = []): readonly Check[] {
  return required.length === 0 ? [] : [{ actions: [action], required, optional }];
}
