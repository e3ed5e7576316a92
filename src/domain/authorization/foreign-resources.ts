/**
 * What a request names of other services: objects of S3, which the server reads and signs URLs for, and roles. The
 * server has keys of its own for the object store, so it asks the caller's policies first
 * (docs/service/permissions.md#objects-and-roles).
 */
import type { Account } from '../arn.ts';
import { findPlaceholders } from '../job/placeholder.ts';
import { parseS3Url, type S3Object } from '../s3-url.ts';
import type { Check, Input } from './resources.ts';

/** The objects and roles that the members of a request name. */
export function foreignChecks(account: Account, input: Input): readonly Check[] {
  const { document, documentSource } = input;
  const source = typeof documentSource === 'string' ? parseS3Url(documentSource) : undefined;
  const objects = [
    ...(source === undefined ? [] : [source]),
    ...(typeof document === 'string' ? objectsOfDocument(document) : []),
    ...artifactOf(input['artifact']),
  ];
  return [...objectChecks(account, objects), ...roleChecks(rolesIn(input))];
}

/** What a job with this document and this role does in the name of whoever creates it. */
export function documentChecks(account: Account, document: string, roleArn: string | undefined): readonly Check[] {
  return [...objectChecks(account, objectsOfDocument(document)), ...roleChecks(roleArn === undefined ? [] : [roleArn])];
}

/** The objects for which a document asks for presigned URLs; what is not the URL of an object is left out. */
function objectsOfDocument(document: string): readonly S3Object[] {
  return findPlaceholders(document).flatMap((placeholder) => {
    const object = placeholder.kind === 's3-presigned-url' ? parseS3Url(placeholder.url) : undefined;
    return object === undefined ? [] : [object];
  });
}

/** To read one version of an object needs the permission for versions besides. */
function objectChecks({ partition }: Account, objects: readonly S3Object[]): readonly Check[] {
  const arnOf = ({ bucket, key }: S3Object) => `arn:${partition}:s3:::${bucket}/${key}`;
  const versions = objects.filter(({ versionId }) => versionId !== undefined);
  return [...checksFor('s3:GetObject', objects.map(arnOf)), ...checksFor('s3:GetObjectVersion', versions.map(arnOf))];
}

function roleChecks(roles: readonly string[]): readonly Check[] {
  return checksFor('iam:PassRole', roles);
}

function checksFor(action: string, arns: readonly string[]): readonly Check[] {
  return arns.length === 0 ? [] : [{ actions: [action], required: [...new Set(arns)], optional: [] }];
}

/** Every `roleArn` in a configuration; no operation has one deeper down. */
function rolesIn(input: Input): readonly string[] {
  return [input, ...Object.values(input)].flatMap((value) => {
    const roleArn = isObject(value) ? value['roleArn'] : undefined;
    return typeof roleArn === 'string' ? [roleArn] : [];
  });
}

function artifactOf(artifact: unknown): readonly S3Object[] {
  const location = isObject(artifact) ? artifact['s3Location'] : undefined;
  if (!isObject(location)) return [];
  const { bucket, key, version } = location;
  if (typeof bucket !== 'string' || typeof key !== 'string') return [];
  return [{ bucket, key, ...(typeof version === 'string' ? { versionId: version } : {}) }];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
