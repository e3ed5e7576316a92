/** Tags by the ARN of their resource, and whether that resource exists. */
import type { Tag } from '../../domain/tags.ts';
import { type Queryable, type Statement, statement } from '../database/database.ts';

const put = statement(
  'tag.put',
  `INSERT INTO tag (resource_arn, tag_key, tag_value)
   SELECT $1, key, value FROM unnest($2::text[], $3::text[]) AS given (key, value)
   ON CONFLICT (resource_arn, tag_key) DO UPDATE SET tag_value = excluded.tag_value`,
);
const remove = statement('tag.remove', 'DELETE FROM tag WHERE resource_arn = $1 AND tag_key = ANY($2::text[])');
const removeAll = statement('tag.removeAll', 'DELETE FROM tag WHERE resource_arn = $1');
const list = statement(
  'tag.list',
  'SELECT tag_key AS key, tag_value AS value FROM tag WHERE resource_arn = $1 ORDER BY tag_key',
);
const count = statement('tag.count', 'SELECT count(*) AS count FROM tag WHERE resource_arn = $1');

/** Adds tags and overwrites the values of keys that exist. The keys must be unique (`checkTags` of the domain). */
export async function putTags(transaction: Queryable, resourceArn: string, tags: readonly Tag[]): Promise<void> {
  if (tags.length === 0) return;
  await transaction.query(put, [resourceArn, tags.map((tag) => tag.key), tags.map((tag) => tag.value)]);
}

/** Removes some tags; keys that the resource does not have are ignored. */
export async function removeTags(transaction: Queryable, resourceArn: string, keys: readonly string[]): Promise<void> {
  await transaction.query(remove, [resourceArn, keys]);
}

/** Removes all tags of a resource. To be called where a resource is deleted: tags die with it. */
export async function deleteTags(transaction: Queryable, resourceArn: string): Promise<void> {
  await transaction.query(removeAll, [resourceArn]);
}

/** The tags of a resource in the order of their keys; at most as many as the quota allows. */
export function listTags(queryable: Queryable, resourceArn: string): Promise<Tag[]> {
  return queryable.query<Tag>(list, [resourceArn]);
}

/** How many tags a resource has. */
export async function countTags(queryable: Queryable, resourceArn: string): Promise<number> {
  const [row] = await queryable.query<{ count: number }>(count, [resourceArn]);
  return row?.count ?? 0;
}

/**
 * Kinds of resources that can have tags, by the type in their ARN. Each row is locked against deletion and against a
 * second change of its tags, so that tags never outlive their resource and never exceed their quota.
 */
const lockByType: Readonly<Record<string, Statement>> = {
  billinggroup: statement(
    'tag.lockBillingGroup',
    'SELECT 1 FROM billing_group WHERE billing_group_name = $1 FOR NO KEY UPDATE',
  ),
  cacert: statement(
    'tag.lockCaCertificate',
    'SELECT 1 FROM ca_certificate WHERE certificate_id = $1 FOR NO KEY UPDATE',
  ),
  job: statement('tag.lockJob', 'SELECT 1 FROM job WHERE job_id = $1 FOR NO KEY UPDATE'),
  jobtemplate: statement(
    'tag.lockJobTemplate',
    'SELECT 1 FROM job_template WHERE job_template_id = $1 FOR NO KEY UPDATE',
  ),
  package: statement('tag.lockPackage', 'SELECT 1 FROM package WHERE package_name = $1 FOR NO KEY UPDATE'),
  policy: statement('tag.lockPolicy', 'SELECT 1 FROM policy WHERE policy_name = $1 FOR NO KEY UPDATE'),
  thinggroup: statement(
    'tag.lockThingGroup',
    'SELECT 1 FROM thing_group WHERE thing_group_name = $1 FOR NO KEY UPDATE',
  ),
  thingtype: statement('tag.lockThingType', 'SELECT 1 FROM thing_type WHERE thing_type_name = $1 FOR NO KEY UPDATE'),
};

/** Versions have tags of their own; in their ARN they are of the type package too. */
const lockPackageVersion = statement(
  'tag.lockPackageVersion',
  'SELECT 1 FROM package_version WHERE package_name = $1 AND version_name = $2 FOR NO KEY UPDATE',
);

/** Whether resources of this kind can have tags; `type` is the one in their ARN. */
export function isTaggable(type: string): boolean {
  return Object.hasOwn(lockByType, type);
}

/** Locks the row of a taggable resource until the end of the transaction; false if there is none. */
export async function lockTaggedResource(transaction: Queryable, type: string, name: string): Promise<boolean> {
  const [packageName, middle, versionName, ...rest] = name.split('/');
  if (type === 'package' && middle === 'version' && rest.length === 0) {
    return (await transaction.query(lockPackageVersion, [packageName, versionName])).length > 0;
  }
  const lock = lockByType[type];
  if (lock === undefined) return false;
  return (await transaction.query(lock, [name])).length > 0;
}
