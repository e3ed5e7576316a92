/** Job documents never change while their job exists, so they are kept in memory, the least recently used going first. */
import { type Queryable, statement } from './database.ts';

const byNumbers = statement(
  'jobDocument.byNumbers',
  'SELECT job_number AS "jobNumber", document FROM job WHERE job_number = ANY($1::bigint[])',
);

export interface JobDocuments {
  /** The documents of these jobs; one that was deleted meanwhile is missing. */
  load(jobNumbers: ReadonlySet<number>): Promise<ReadonlyMap<number, string>>;
}

/** A cache of at most so many characters of text. */
export function cacheJobDocuments(queryable: Queryable, maximumCharacters: number): JobDocuments {
  const cached = new Map<number, string>();
  let characters = 0;

  function remember(jobNumber: number, document: string): void {
    if (cached.has(jobNumber)) return;
    cached.set(jobNumber, document);
    characters += document.length;
    for (const [oldest, text] of cached) {
      if (characters <= maximumCharacters) break;
      cached.delete(oldest);
      characters -= text.length;
    }
  }

  return {
    async load(jobNumbers) {
      const found = new Map<number, string>();
      const missing: number[] = [];
      for (const jobNumber of jobNumbers) {
        const document = cached.get(jobNumber);
        if (document === undefined) {
          missing.push(jobNumber);
          continue;
        }
        // Put last, so that what is used stays.
        cached.delete(jobNumber);
        cached.set(jobNumber, document);
        found.set(jobNumber, document);
      }
      if (missing.length === 0) return found;
      for (const row of await queryable.query<{ jobNumber: number; document: string }>(byNumbers, [missing])) {
        found.set(row.jobNumber, row.document);
        remember(row.jobNumber, row.document);
      }
      return found;
    },
  };
}
