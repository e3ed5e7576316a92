/**
 * Reads the S3 object behind a documentSource: once, when a job or a template is created
 * (docs/service/jobs.md#creating-a-job).
 */
import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import { MAXIMUM_DOCUMENT_BYTES, OBJECT_STORE_SETTINGS } from '../../domain/job/document.ts';
import { parseS3Url } from '../../domain/s3-url.ts';
import type { OperationContext } from '../context.ts';

/** The text of the object. InvalidRequestException for whatever the caller can mend. */
export async function readDocumentSource({ objectStore }: OperationContext, documentSource: string): Promise<string> {
  if (objectStore === undefined) {
    const advice = `${OBJECT_STORE_SETTINGS} Or give the text as document.`;
    throw invalidRequest(`The documentSource cannot be read: no object store is configured. ${advice}`);
  }
  const object = parseS3Url(documentSource);
  if (object === undefined) {
    throw invalidRequest(
      'The documentSource must be the URL of an S3 object, for example https://s3.us-east-1.amazonaws.com/bucket/key.',
    );
  }
  const read = await objectStore.readText(object, MAXIMUM_DOCUMENT_BYTES);
  switch (read.kind) {
    case 'text':
      return read.text;
    case 'refused':
      throw invalidRequest(`The documentSource cannot be read: ${read.reason}.`);
    case 'unavailable': {
      const message = `The object store does not answer${codeOf(read.cause)}. Try again in a moment.`;
      throw Object.assign(new ServiceError('ServiceUnavailableException', message), { cause: read.cause });
    }
  }
}

/** The one word of a failed request that helps, for example ` (ECONNREFUSED)`. */
function codeOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? ` (${code})` : '';
}
