/** URLs of S3 objects, as documents and requests name them (`jobs.md` 4.1, rule 3, and 12.1 of the specification). */

export interface S3Object {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

// Parsed by hand: `new URL` would take `..` out of a key, where it has no meaning.
const parts = /^https:\/\/([^/?#]+)\/([^?#]+)(?:\?versionId=([^&#]+))?$/;
const hostName = /^(?:(?<bucket>.+)\.)?s3(?:[.-][a-z]{2}[a-z0-9-]*)?\.amazonaws\.com(?:\.cn)?$/;
/** Also leaves no ARN and nothing that changes the host of a request. */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const MAXIMUM_KEY_BYTES = 1_024;

/**
 * The object of a URL in path style (`https://s3.amazonaws.com/bucket/key`, also with the Region) or virtual-hosted style
 * (`https://bucket.s3.region.amazonaws.com/key`), with `?versionId=` where one version is meant; undefined for anything
 * else. Which Region the URL names does not matter: there is one object store.
 */
export function parseS3Url(url: string): S3Object | undefined {
  const [, host = '', path = '', version] = parts.exec(url) ?? [];
  const found = hostName.exec(host);
  if (found === null) return undefined;
  const hosted = found.groups?.['bucket'];
  const slash = path.indexOf('/');
  const bucket = hosted ?? path.slice(0, Math.max(slash, 0));
  const key = decoded(hosted === undefined ? path.slice(slash + 1) : path);
  const versionId = version === undefined ? undefined : decoded(version);
  if (!bucketName.test(bucket) || key === undefined || (version !== undefined && versionId === undefined)) {
    return undefined;
  }
  return { bucket, key, ...(versionId === undefined ? {} : { versionId }) };
}

/** The URL of an object, in path style. */
export function s3Url(region: string, { bucket, key, versionId }: S3Object): string {
  const path = key.split('/').map(encodeURIComponent).join('/');
  const version = versionId === undefined ? '' : `?versionId=${encodeURIComponent(versionId)}`;
  return `https://s3.${region}.amazonaws.com/${bucket}/${path}${version}`;
}

/** undefined for what is no percent-encoded text, and for text that no object is named by. */
function decoded(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    const isName = plain !== '' && new TextEncoder().encode(plain).length <= MAXIMUM_KEY_BYTES;
    return isName && !/[\p{Cc}\p{Cs}]/u.test(plain) ? plain : undefined;
  } catch {
    return undefined;
  }
}
