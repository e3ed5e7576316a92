/** What a job document must be (`jobs.md` 4.1 and 12.1). */

const MAXIMUM_BYTES = 32_768;
const MAXIMUM_SUBSTITUTIONS = 10;
const placeholder = /\$\{aws:iot:([a-z0-9-]+):?[^}]*\}/g;

/** What is wrong with a document, for the caller to read; undefined if nothing is. Any JSON value is a document. */
export function documentProblem(document: string): string | undefined {
  if (Buffer.byteLength(document) > MAXIMUM_BYTES)
    return `The job document must be at most ${MAXIMUM_BYTES} bytes long.`;
  try {
    JSON.parse(document);
  } catch {
    return 'The job document must be valid JSON.';
  }
  const kinds = [...document.matchAll(placeholder)].map(([, kind]) => kind ?? '');
  if (kinds.length > MAXIMUM_SUBSTITUTIONS)
    return `The job document has more than ${MAXIMUM_SUBSTITUTIONS} placeholders.`;
  if (kinds.some((kind) => kind.startsWith('s3-presigned-url'))) {
    return 'The job document asks for presigned URLs, but no object store is configured to sign for.';
  }
  if (kinds.includes('code-sign-signature')) return 'Placeholders for code signatures are not supported.';
  if (kinds.includes('package')) return 'The job document names a package version that does not exist.';
  return undefined;
}
