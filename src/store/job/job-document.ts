/**
 * Job documents as executions get them. The text never changes while its job exists, so it is kept in memory, the least
 * recently used going first; presigned URLs are put in each time one is handed out
 * (docs/service/devices.md#presigned-urls-for-devices).
 */
import { findPlaceholders, PRESIGNED_URL_BEGINNING, replacePlaceholders } from '../../domain/job/placeholder.ts';
import { type Queryable, statement } from '../database/database.ts';
import type { PresignedUrls } from './presigned-url.ts';

const byNumbers = statement(
  'jobDocument.byNumbers',
  'SELECT job_number AS "jobNumber", document FROM job WHERE job_number = ANY($1::bigint[])',
);
const lifetimes = statement(
  'jobDocument.lifetimes',
  `SELECT job_number AS "jobNumber", presigned_url_config AS "presignedUrlConfig"
     FROM job WHERE job_number = ANY($1::bigint[])`,
);

/** Whose document it is. */
export interface DocumentOwner {
  readonly thingName: string;
  readonly jobNumber: number;
  readonly executionNumber: number;
}

export interface JobDocuments {
  /**
   * The documents of these executions, to be asked for with the same owners; undefined for a job that was deleted
   * meanwhile.
   */
  load(owners: readonly DocumentOwner[]): Promise<(owner: DocumentOwner) => string | undefined>;
}

/** What a document is, decided once for each job. */
interface CachedDocument {
  readonly text: string;
  /** The objects whose URLs it asks for; null for most documents. */
  readonly objectUrls: readonly string[] | null;
}

/** A cache of at most so many characters of text. Without `presignedUrls` placeholders stay as they are. */
export function cacheJobDocuments(
  queryable: Queryable,
  maximumCharacters: number,
  presignedUrls?: PresignedUrls,
): JobDocuments {
  const cached = new Map<number, CachedDocument>();
  let characters = 0;

  function remember(jobNumber: number, document: CachedDocument): void {
    if (cached.has(jobNumber)) return;
    cached.set(jobNumber, document);
    characters += document.text.length;
    for (const [oldest, { text }] of cached) {
      if (characters <= maximumCharacters) break;
      cached.delete(oldest);
      characters -= text.length;
    }
  }

  async function loadDocuments(owners: readonly DocumentOwner[]): Promise<Map<number, CachedDocument>> {
    const found = new Map<number, CachedDocument>();
    const missing = new Set<number>();
    for (const { jobNumber } of owners) {
      if (found.has(jobNumber)) continue;
      const document = cached.get(jobNumber);
      if (document === undefined) {
        missing.add(jobNumber);
        continue;
      }
      // Put last, so that what is used stays.
      cached.delete(jobNumber);
      cached.set(jobNumber, document);
      found.set(jobNumber, document);
    }
    if (missing.size === 0) return found;
    for (const row of await queryable.query<{ jobNumber: number; document: string }>(byNumbers, [[...missing]])) {
      const document = { text: row.document, objectUrls: objectUrlsOf(row.document) };
      found.set(row.jobNumber, document);
      remember(row.jobNumber, document);
    }
    return found;
  }

  return {
    async load(owners) {
      const documents = await loadDocuments(owners);
      const plain = ({ jobNumber }: DocumentOwner) => documents.get(jobNumber)?.text;
      if (presignedUrls === undefined || !asksForUrls(documents)) return plain;
      const signed = owners.filter(({ jobNumber }) => documents.get(jobNumber)?.objectUrls);
      const texts = await sign(queryable, presignedUrls, documents, signed);
      return (owner) => texts.get(nameOf(owner)) ?? plain(owner);
    },
  };
}

function asksForUrls(documents: ReadonlyMap<number, CachedDocument>): boolean {
  for (const { objectUrls } of documents.values()) if (objectUrls !== null) return true;
  return false;
}

function objectUrlsOf(document: string): readonly string[] | null {
  if (!document.includes(PRESIGNED_URL_BEGINNING)) return null;
  const urls = findPlaceholders(document).flatMap((found) => (found.kind === 's3-presigned-url' ? [found.url] : []));
  return urls.length === 0 ? null : [...new Set(urls)];
}

const DEFAULT_LIFETIME_SEC = 3_600;

interface LifetimeRow {
  readonly jobNumber: number;
  readonly presignedUrlConfig: { readonly expiresInSec?: number } | null;
}

/** The texts of these executions with their URLs in them, by the owner's name. */
async function sign(
  queryable: Queryable,
  presignedUrls: PresignedUrls,
  documents: ReadonlyMap<number, CachedDocument>,
  owners: readonly DocumentOwner[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const jobNumbers = [...new Set(owners.map(({ jobNumber }) => jobNumber))];
  // Not cached: UpdateJob may change it.
  const rows = await queryable.query<LifetimeRow>(lifetimes, [jobNumbers]);
  const lifetimeOf = new Map(rows.map((row) => [row.jobNumber, row.presignedUrlConfig?.expiresInSec]));
  for (const owner of owners) {
    const document = documents.get(owner.jobNumber);
    if (document === undefined || document.objectUrls === null) continue;
    const name = nameOf(owner);
    const urls = new Map<string, string>();
    for (const objectUrl of document.objectUrls) {
      const lifetime = lifetimeOf.get(owner.jobNumber) ?? DEFAULT_LIFETIME_SEC;
      const url = await presignedUrls.urlFor(name, objectUrl, lifetime);
      if (url !== undefined) urls.set(objectUrl, url);
    }
    texts.set(name, withUrls(document.text, urls));
  }
  return texts;
}

function withUrls(text: string, urls: ReadonlyMap<string, string>): string {
  return replacePlaceholders(text, (placeholder) => {
    const url = placeholder.kind === 's3-presigned-url' ? urls.get(placeholder.url) : undefined;
    return url === undefined ? undefined : { text: url };
  });
}

/** No name of a thing has a blank in it. */
function nameOf({ executionNumber, jobNumber, thingName }: DocumentOwner): string {
  return `${thingName} ${jobNumber} ${executionNumber}`;
}
