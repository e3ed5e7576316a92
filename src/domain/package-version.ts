/**
 * Versions of software packages: their names in ARNs and their life cycle
 * (docs/service/templates-and-packages.md#packages-and-their-versions).
 */
import { ServiceError } from '../contract/errors.ts';
import type { TypeOf } from '../contract/shape.ts';
import {
  packageName as packageNameShape,
  type packageVersionArtifact,
  type packageVersionAttributes,
  type packageVersionStatus,
  versionName as versionNameShape,
} from '../contract/shapes/package.ts';
import { type Account, arn, parseArn } from './arn.ts';

export type PackageVersionStatus = TypeOf<typeof packageVersionStatus>;
export type PackageVersionAttributes = TypeOf<typeof packageVersionAttributes>;

export interface PackageVersionName {
  readonly packageName: string;
  readonly versionName: string;
}

/** What can be edited while a version is a draft; later only the description can. */
export interface PackageVersionContent {
  readonly description: string | null;
  readonly attributes: PackageVersionAttributes | null;
  readonly artifact: TypeOf<typeof packageVersionArtifact> | null;
  readonly recipe: string | null;
}

export interface PackageVersion extends PackageVersionName, PackageVersionContent {
  readonly status: PackageVersionStatus;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** Stands in ARNs and placeholders for the version that is the default when the job is created. */
export const DEFAULT_VERSION = '$default';

export const packageArn = (account: Account, packageName: string) => arn(account, `package/${packageName}`);
export const packageVersionArn = (account: Account, { packageName, versionName }: PackageVersionName) =>
  arn(account, `package/${packageName}/version/${versionName}`);

const namePattern = ({ pattern, max }: { readonly pattern: string; readonly max: number }) =>
  new RegExp(`^(?=.{1,${max}}$)${pattern}$`);
const packagePattern = namePattern(packageNameShape);
const versionPattern = namePattern(versionNameShape);

/** True if a version could have this name; `$default` counts too. */
export function isPackageVersionName({ packageName, versionName }: PackageVersionName): boolean {
  return packagePattern.test(packageName) && (versionName === DEFAULT_VERSION || versionPattern.test(versionName));
}

/**
 * The version that an ARN names; undefined if the ARN is malformed, belongs to another account or names something else.
 */
export function parsePackageVersionArn(account: Account, text: string): PackageVersionName | undefined {
  const parsed = parseArn(account, text);
  if (parsed?.type !== 'package') return undefined;
  const [packageName = '', middle, versionName = '', ...rest] = parsed.name.split('/');
  const name = { packageName, versionName };
  return middle === 'version' && rest.length === 0 && isPackageVersionName(name) ? name : undefined;
}

/** True if jobs may deploy a version in this state; such a version may also be the default. */
export function isDeployable(status: PackageVersionStatus): boolean {
  return status !== 'DRAFT';
}

const MAXIMUM_ATTRIBUTES_BYTES = 3 * 1024;

/** What is wrong with the content of a version, for the caller to read; undefined if nothing is. */
export function contentProblem({ attributes, recipe }: Partial<PackageVersionContent>): string | undefined {
  const texts = Object.entries(attributes ?? {}).flat();
  if (new TextEncoder().encode(texts.join('')).length > MAXIMUM_ATTRIBUTES_BYTES) {
    return `The attributes of a package version can have at most ${MAXIMUM_ATTRIBUTES_BYTES} bytes together.`;
  }
  // PostgreSQL cannot store this character in a text.
  if (recipe?.includes('\0')) return 'The recipe holds a character that is not allowed.';
  return undefined;
}

export type PackageVersionAction = 'PUBLISH' | 'DEPRECATE';

/** Where each action leads; an action that is missing is refused. */
const transitions: Readonly<Record<PackageVersionStatus, Partial<Record<PackageVersionAction, PackageVersionStatus>>>> =
  {
    DRAFT: { PUBLISH: 'PUBLISHED' },
    PUBLISHED: { DEPRECATE: 'DEPRECATED' },
    DEPRECATED: { PUBLISH: 'PUBLISHED' },
  };

/**
 * The version after an update: the given members replaced, the action carried out. Throws ConflictException for what
 * its state forbids. A draft can be edited and published in one call.
 */
export function updatedPackageVersion(
  version: PackageVersion,
  given: Partial<PackageVersionContent>,
  action: PackageVersionAction | undefined,
  now: number,
): PackageVersion {
  const { status } = version;
  const frozen = (['attributes', 'artifact', 'recipe'] as const).filter((name) => given[name] !== undefined);
  if (status !== 'DRAFT' && frozen.length > 0) {
    throw conflict(version, `its ${frozen.join(' and ')} cannot be changed`);
  }
  const next = action === undefined ? status : transitions[status][action];
  if (next === undefined) throw conflict(version, `${action} is not possible`);
  return { ...version, ...given, status: next, modifiedAt: now };
}

function conflict({ packageName, versionName, status }: PackageVersion, what: string): ServiceError {
  const message = `Version ${versionName} of package ${packageName} is ${status}: ${what}.`;
  return new ServiceError('ConflictException', message, { resourceId: versionName });
}
