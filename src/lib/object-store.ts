/**
 * An S3-compatible object store: reads small texts and signs URLs for others. Every request goes to the one endpoint
 * that the store was opened with.
 */
import { GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

export interface ObjectStoreOptions {
  /** For example `https://s3.us-east-1.amazonaws.com` or `http://127.0.0.1:9000`. */
  readonly endpoint: string;
  /** The address under which readers of presigned URLs reach the store, if it differs. */
  readonly publicEndpoint?: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** True if the bucket is part of the path, false if it is part of the host name. */
  readonly pathStyle: boolean;
  /** How long reading an object may take; five seconds if absent. */
  readonly readTimeoutMs?: number;
}

/** An object of the store. The bucket must be a plain name. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

export type ReadText =
  | { readonly kind: 'text'; readonly text: string }
  /** The object does not exist, may not be read, is too large, or is not UTF-8 text; `reason` says which. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The store did not answer, or not in time. */
  | { readonly kind: 'unavailable'; readonly cause: unknown };

export interface ObjectStore {
  /** Reads an object of at most this many bytes as text. */
  readText(object: StoredObject, maximumBytes: number): Promise<ReadText>;
  /** A URL with which anybody can read the object for this long, counted from `signedAt`. No request is made. */
  presign(object: StoredObject, expiresInSec: number, signedAt: number): Promise<string>;
  close(): void;
}

const READ_TIMEOUT_MS = 5_000;
const CONNECTION_TIMEOUT_MS = 3_000;

/** Opens a store; it is not contacted before the first read. */
export function openObjectStore(options: ObjectStoreOptions): ObjectStore {
  const { endpoint, publicEndpoint = endpoint, readTimeoutMs = READ_TIMEOUT_MS } = options;
  const client = clientFor(endpoint, options);
  const signer = publicEndpoint === endpoint ? client : clientFor(publicEndpoint, options);
  return {
    async readText(object, maximumBytes) {
      const abort = AbortSignal.timeout(readTimeoutMs);
      try {
        const { Body, ContentLength = 0 } = await client.send(commandOf(object), { abortSignal: abort });
        const stream = Body as AsyncIterable<Uint8Array> & { destroy(): void }; // a Readable, on Node
        if (ContentLength > maximumBytes) stream.destroy();
        const bytes = ContentLength > maximumBytes ? undefined : await collect(stream, maximumBytes, abort);
        if (bytes === undefined) return { kind: 'refused', reason: `it is larger than ${maximumBytes} bytes` };
        return textOf(bytes);
      } catch (error) {
        return failureOf(error);
      }
    },
    async presign(object, expiresInSec, signedAt) {
      return getSignedUrl(signer, commandOf(object), { expiresIn: expiresInSec, signingDate: new Date(signedAt) });
    },
    close() {
      client.destroy();
      signer.destroy();
    },
  };
}

function clientFor(endpoint: string, options: ObjectStoreOptions): S3Client {
  const { accessKeyId, pathStyle, readTimeoutMs = READ_TIMEOUT_MS, region, secretAccessKey } = options;
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: pathStyle,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: readTimeoutMs },
    // Switched off because the environment or a bucket's name could turn these on, and other stores do not know them.
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    useArnRegion: false,
    disableS3ExpressSessionAuth: true,
    followRegionRedirects: false,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

function commandOf({ bucket, key, versionId }: StoredObject): GetObjectCommand {
  return new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(versionId === undefined ? {} : { VersionId: versionId }),
  });
}

/** Reads a stream to its end; undefined if it has more bytes than allowed, whatever length was announced. */
async function collect(
  stream: AsyncIterable<Uint8Array> & { destroy(): void },
  maximumBytes: number,
  abort: AbortSignal,
): Promise<Buffer | undefined> {
  const giveUp = () => stream.destroy();
  abort.addEventListener('abort', giveUp, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of stream) {
      length += chunk.length;
      if (length > maximumBytes) return undefined;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    abort.removeEventListener('abort', giveUp);
  }
}

function textOf(bytes: Buffer): ReadText {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { kind: 'refused', reason: 'it is no UTF-8 text' };
  }
}

/** A 4xx answer of the store is for the caller to mend; anything else may be better in a moment. */
function failureOf(error: unknown): ReadText {
  const status = error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 500) : 500;
  if (!(error instanceof S3ServiceException) || status >= 500 || status === 429) {
    return { kind: 'unavailable', cause: error };
  }
  return { kind: 'refused', reason: `the object store answered ${status} ${error.name}` };
}
