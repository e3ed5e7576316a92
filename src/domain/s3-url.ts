/** URLs of S3 objects, as documents and requests write them (docs/service/templates-and-packages.md#presigned-urls). */

export interface S3Object {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

// Parsed by hand: `new URL` would resolve `..` in a key, where it means nothing.
const parts = /^https:\/\/([^/?#]+)\/([^?#]+)(?:\?versionId=([^&#]+))?$/;
const hostName = /^(?:(?<bucket>.+)\.)?s3(?:[.-][a-z]{2}[a-z0-9-]*)?\.amazonaws\.com(?:\.cn)?$/;
/** Also excludes ARNs and everything that could change the host of a request. */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const MAXIMUM_KEY_BYTES = 1_024;

/**
 * The object of a URL in path style (`https://s3.amazonaws.com/bucket/key`, also with the Region) or virtual-hosted
 * style (`https://bucket.s3.region.amazonaws.com/key`), with `?versionId=` for one version; undefined for any other
 * URL. The Region does not matter: there is one object store.
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

/** undefined for text that is not percent-encoded, or that cannot be the name of an object. */
function decoded(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    const isName = plain !== '' && new TextEncoder().encode(plain).length <= MAXIMUM_KEY_BYTES;
    return isName && !/[\p{Cc}\p{Cs}]/u.test(plain) ? plain : undefined;
  } catch {
    return undefined;
  }
}
