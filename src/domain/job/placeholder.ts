/**
 * Finds and replaces placeholders in job documents (docs/service/templates-and-packages.md#placeholders-in-documents).
 * Placeholders stand inside JSON strings, so a replacement is escaped like any other part of a JSON string. Pure: text
 * in, text out.
 */
import type { PackageVersionName } from '../package-version.ts';

export type Placeholder =
  | { readonly kind: 's3-presigned-url'; readonly url: string }
  | { readonly kind: 'code-sign-signature' }
  | { readonly kind: 'parameter'; readonly key: string }
  | PackagePlaceholder
  /** Something that begins like a placeholder. */
  | { readonly kind: 'unknown' };

/** `version` is absent in the shortened form, which stands for the one version that the job installs. */
export type PackagePlaceholder = { readonly version: PackageVersionName | undefined } & (
  | { readonly kind: 'package-attribute'; readonly key: string }
  | { readonly kind: 'package-attributes' }
  | { readonly kind: 'package-artifact' }
);

/** How every placeholder of a presigned URL begins, in its older and its newer form. */
export const PRESIGNED_URL_BEGINNING = '${aws:iot:s3-presigned-url';

const BEGINNING = '${aws:iot:';
/** What may stand between the beginning and the brace, up to the end of the JSON string. */
const inside = /(?:[^}"\\]|\\.)*/y;
const presigned = /^s3-presigned-url(?:-v2)?:(.*)$/;
const parameter = /^parameter:([a-zA-Z0-9_-]+)$/;
const ofPackage =
  /^package:([^:]*):version:([^:]*):(?:attributes:(.+)|(attributes)|(artifact(?:-location)?:s3-presigned-url))$/;

/** The placeholders of a document, in their order. The document must be JSON. */
export function findPlaceholders(document: string): Placeholder[] {
  return [...written(document)].map(({ text }) => parse(text));
}

/** A placeholder as the document has it: where it begins, where it is over, and its content with JSON escapes. */
interface Written {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Reads each character once: what has no brace at its end has none for a beginning further inside either. */
function* written(document: string): Generator<Written> {
  let start = document.indexOf(BEGINNING);
  while (start >= 0) {
    inside.lastIndex = start + BEGINNING.length;
    const text = inside.exec(document)?.[0] ?? '';
    let end = start + BEGINNING.length + text.length;
    if (document[end] === '}') {
      end += 1;
      yield { start, end, text };
    }
    start = document.indexOf(BEGINNING, end);
  }
}

/** A replacement: text for the inside of the string, or a JSON value that takes the place of the whole string. */
export type Replacement = { readonly text: string } | { readonly json: string } | undefined;

/**
 * The document with its placeholders replaced; placeholders without a replacement, and all other text, stay byte for
 * byte. If a placeholder fills a whole string, a JSON value takes the place of that string; otherwise the value becomes
 * text in it.
 */
export function replacePlaceholders(document: string, replacement: (placeholder: Placeholder) => Replacement): string {
  let result = '';
  let done = 0;
  for (const { start, end, text } of written(document)) {
    const replaced = replacement(parse(text));
    if (replaced === undefined) continue;
    const fillsString = isWholeValue(document, start, end);
    if ('json' in replaced && fillsString) {
      result += `${document.slice(done, start - 1)}${replaced.json}`;
      done = end + 1;
    } else {
      result += document.slice(done, start) + escaped('json' in replaced ? replaced.json : replaced.text);
      done = end;
    }
  }
  return done === 0 ? document : result + document.slice(done);
}

/** True if the part fills a whole string that is a value; the name of a member cannot be anything but a string. */
function isWholeValue(document: string, start: number, end: number): boolean {
  if (document[start - 1] !== '"' || document[end] !== '"') return false;
  let backslashes = 0;
  while (document[start - 2 - backslashes] === '\\') backslashes += 1;
  // After an odd number of backslashes the quote belongs to the string.
  return backslashes % 2 === 0 && !/^\s*:/.test(document.slice(end + 1));
}

/** Text escaped for the inside of a JSON string. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The placeholder of this content, which has its JSON escapes. */
function parse(content: string): Placeholder {
  const text = unescaped(content);
  const url = presigned.exec(text)?.[1];
  if (url !== undefined) return { kind: 's3-presigned-url', url };
  if (text.startsWith('code-sign-signature:')) return { kind: 'code-sign-signature' };
  const key = parameter.exec(text)?.[1];
  if (key !== undefined) return { kind: 'parameter', key };
  const named = ofPackage.exec(text);
  return named === null ? { kind: 'unknown' } : packagePlaceholder(named);
}

function packagePlaceholder([, packageName = '', versionName = '', key, all]: RegExpExecArray): Placeholder {
  // A name without a version, or a version without a name, names nothing.
  if ((packageName === '') !== (versionName === '')) return { kind: 'unknown' };
  const version = packageName === '' ? undefined : { packageName, versionName };
  if (key !== undefined) return { kind: 'package-attribute', version, key };
  return all === undefined ? { kind: 'package-artifact', version } : { kind: 'package-attributes', version };
}

function unescaped(content: string): string {
  try {
    // A string in quotes parses to a string.
    return JSON.parse(`"${content}"`) as string;
  } catch {
    return content;
  }
}
