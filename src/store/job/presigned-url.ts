/**
 * The presigned URLs that executions get. One that was made is handed out again while more than half of its lifetime is
 * left (docs/service/devices.md#presigned-urls-for-devices): device software takes an execution that is announced twice
 * with different URLs for a new one.
 */
import { parseS3Url } from '../../domain/s3-url.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ObjectStore } from '../../lib/object-store.ts';

export interface PresignedUrls {
  /**
   * The URL of an object for the one that `owner` names, an execution. undefined, and noted, if it cannot be made: then
   * the placeholder stays as it is. Never rejects.
   */
  urlFor(owner: string, objectUrl: string, expiresInSec: number): Promise<string | undefined>;
}

export interface PresignedUrlOptions {
  /** Absent where none is configured any more. */
  readonly objectStore: ObjectStore | undefined;
  /** The wall clock: whoever checks the URLs has no other. */
  readonly clock: Clock;
  readonly onUnresolved: (objectUrl: string, cause: unknown) => void;
  /** How many URLs are remembered, the least recently used going first. */
  readonly maximumUrls?: number;
}

interface MadeUrl {
  readonly url: string;
  /** Until when it is handed out again. */
  readonly freshUntil: number;
}

const MAXIMUM_URLS = 50_000;

export function createPresignedUrls(options: PresignedUrlOptions): PresignedUrls {
  const { clock, maximumUrls = MAXIMUM_URLS } = options;
  const made = new Map<string, MadeUrl>();
  const sign = signOncePerSecond(options);

  return {
    async urlFor(owner, objectUrl, expiresInSec) {
      const key = `${owner} ${objectUrl}`;
      const now = clock.now();
      const known = made.get(key);
      made.delete(key);
      if (known !== undefined && now < known.freshUntil) {
        // Put last, so that what is used stays.
        made.set(key, known);
        return known.url;
      }
      const signedAt = Math.floor(now / 1000) * 1000;
      const url = await sign(objectUrl, expiresInSec, signedAt);
      if (url === undefined) return undefined;
      // Somebody else may have asked for the same one meanwhile; all get the first.
      const first = made.get(key);
      if (first !== undefined && now < first.freshUntil) return first.url;
      made.set(key, { url, freshUntil: signedAt + expiresInSec * 500 });
      for (const oldest of made.keys()) {
        if (made.size <= maximumUrls) break;
        made.delete(oldest);
      }
      return url;
    },
  };
}

/**
 * Signing takes over a millisecond, and a signature has no finer time than a second: whoever asks within the same one
 * gets the same URL, so that a thousand devices of one job cost one signature, and one line in the log if it cannot be
 * made.
 */
function signOncePerSecond({ objectStore, onUnresolved }: PresignedUrlOptions) {
  let second = 0;
  let signatures = new Map<string, Promise<string | undefined>>();

  async function presign(objectUrl: string, expiresInSec: number, signedAt: number): Promise<string | undefined> {
    try {
      if (objectStore === undefined) throw new Error('No object store is configured.');
      const object = parseS3Url(objectUrl);
      if (object === undefined) throw new Error('This is not the URL of an S3 object.');
      return await objectStore.presign(object, expiresInSec, signedAt);
    } catch (error) {
      onUnresolved(objectUrl, error);
      return undefined;
    }
  }

  return (objectUrl: string, expiresInSec: number, signedAt: number): Promise<string | undefined> => {
    if (signedAt !== second) {
      second = signedAt;
      signatures = new Map();
    }
    const key = `${expiresInSec} ${objectUrl}`;
    const signature = signatures.get(key) ?? presign(objectUrl, expiresInSec, signedAt);
    signatures.set(key, signature);
    return signature;
  };
}
