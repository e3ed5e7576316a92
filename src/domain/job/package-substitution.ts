/**
 * Fills in what a job document says of package versions, when the job is created
 * (docs/service/templates-and-packages.md#placeholders-in-documents).
 */
import type { PackageVersion, PackageVersionName } from '../package-version.ts';
import { s3Url } from '../s3-url.ts';
import { findPlaceholders, type PackagePlaceholder, type Replacement, replacePlaceholders } from './placeholder.ts';

/** The versions that a document names in full; shortened placeholders name none. */
export function namedPackageVersions(document: string): PackageVersionName[] {
  return findPlaceholders(document).flatMap((placeholder) =>
    'version' in placeholder && placeholder.version !== undefined ? [placeholder.version] : [],
  );
}

/** Whether a document has a placeholder that stands for the one version that the job installs. */
export function hasShortenedPlaceholder(document: string): boolean {
  return findPlaceholders(document).some(
    (placeholder) => 'version' in placeholder && placeholder.version === undefined,
  );
}

export interface PackageSubstitution {
  /** The versions that the job installs; a shortened placeholder stands for the only one. */
  readonly destinations: readonly PackageVersion[];
  readonly find: (name: PackageVersionName) => PackageVersion | undefined;
  /** The Region in the URLs of artifacts. */
  readonly region: string;
}

/** The document with all package placeholders replaced, or what is wrong with a placeholder, for the caller to read. */
export function substitutePackages(
  document: string,
  substitution: PackageSubstitution,
): { readonly document: string } | { readonly problem: string } {
  let problem: string | undefined;
  const substituted = replacePlaceholders(document, (placeholder) => {
    if (!('version' in placeholder)) return undefined;
    const replacement = replacementOf(placeholder, substitution);
    if (typeof replacement !== 'string') return replacement;
    problem ??= replacement;
    return undefined;
  });
  return problem === undefined ? { document: substituted } : { problem };
}

/** A string as the result describes a problem. */
function replacementOf(placeholder: PackagePlaceholder, substitution: PackageSubstitution): Replacement | string {
  const { destinations, find, region } = substitution;
  const { version: name } = placeholder;
  if (name === undefined && destinations.length !== 1) {
    return 'A placeholder without a package name needs exactly one entry in destinationPackageVersions.';
  }
  const version = name === undefined ? destinations[0] : find(name);
  if (version === undefined) {
    return `The job document names package version ${name?.packageName} ${name?.versionName}, which does not exist.`;
  }
  const of = `version ${version.versionName} of package ${version.packageName}`;
  switch (placeholder.kind) {
    case 'package-attributes':
      return { json: JSON.stringify(version.attributes ?? {}) };
    case 'package-attribute': {
      const attributes = new Map(Object.entries(version.attributes ?? {}));
      const text = attributes.get(placeholder.key);
      return text === undefined ? `The attribute ${placeholder.key} of ${of} does not exist.` : { text };
    }
    case 'package-artifact': {
      const { bucket, key, version: versionId } = version.artifact?.s3Location ?? {};
      if (bucket === undefined || key === undefined) return `The artifact of ${of} does not exist.`;
      return { text: `\${aws:iot:s3-presigned-url:${s3Url(region, { bucket, key, versionId })}}` };
    }
  }
}
