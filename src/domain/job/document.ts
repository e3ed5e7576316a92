/** The rules for job documents (docs/service/jobs.md#creating-a-job). */
import { parseS3Url } from '../s3-url.ts';
import { findPlaceholders } from './placeholder.ts';

export const MAXIMUM_DOCUMENT_BYTES = 32_768;

/**
 * What is wrong with the text of a document, for the caller to read; undefined if nothing is. Any JSON value is a
 * document.
 */
export function documentProblem(document: string, maximumSubstitutions: number): string | undefined {
  if (new TextEncoder().encode(document).length > MAXIMUM_DOCUMENT_BYTES)
    return `The job document must be at most ${MAXIMUM_DOCUMENT_BYTES} bytes long.`;
  try {
    JSON.parse(document);
  } catch {
    return 'The job document must be valid JSON.';
  }
  const placeholders = findPlaceholders(document);
  if (placeholders.length > maximumSubstitutions)
    return `The job document has more than ${maximumSubstitutions} placeholders.`;
  if (placeholders.some(({ kind }) => kind === 'code-sign-signature'))
    return 'Placeholders for code signatures are not supported.';
  return undefined;
}

/** The settings without which the server can neither read objects nor sign URLs. */
export const OBJECT_STORE_SETTINGS =
  'Start musterd with --object-store-endpoint and the keys of the store in the environment.';

/**
 * Says for the caller why the URLs that a document asks for could not be signed later
 * (docs/service/jobs.md#creating-a-job); undefined if they can.
 */
export function presignedUrlProblem(
  document: string,
  roleArn: string | undefined,
  hasObjectStore: boolean,
): string | undefined {
  const urls = findPlaceholders(document).filter((placeholder) => placeholder.kind === 's3-presigned-url');
  if (urls.length === 0) return undefined;
  if (!hasObjectStore) {
    return `The job document asks for presigned URLs, but no object store is configured to sign for. ${OBJECT_STORE_SETTINGS}`;
  }
  if (roleArn === undefined) return 'A job document that asks for presigned URLs needs presignedUrlConfig.roleArn.';
  const wrong = urls.find(({ url }) => parseS3Url(url) === undefined);
  return wrong === undefined ? undefined : `${wrong.url.slice(0, 256)} is not the URL of an S3 object.`;
}
