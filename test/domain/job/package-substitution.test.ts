import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedPackageVersions, substitutePackages } from '../../../src/domain/job/package-substitution.ts';
import type { PackageVersion } from '../../../src/domain/package-version.ts';

const version = (packageName: string, versionName: string, further: Partial<PackageVersion> = {}): PackageVersion => ({
  packageName,
  versionName,
  status: 'PUBLISHED',
  description: null,
  attributes: { url: 'https://example.com/a', 'q"': 'say "hi"' },
  artifact: null,
  recipe: null,
  createdAt: 0,
  modifiedAt: 0,
  ...further,
});

const app = version('app', '1.0');
const image = version('image', '2', {
  artifact: { s3Location: { bucket: 'firmware', key: 'a b.bin', version: 'v7' } },
});
const all = [app, image];
const find = ({ packageName, versionName }: { packageName: string; versionName: string }) =>
  all.find((candidate) => candidate.packageName === packageName && candidate.versionName === versionName);

const placeholder = (content: string) => `\${aws:iot:package:${content}}`;

function substitute(value: unknown, destinations: readonly PackageVersion[] = []): unknown {
  const result = substitutePackages(JSON.stringify(value), { destinations, find, region: 'eu-west-1' });
  return 'problem' in result ? result.problem : JSON.parse(result.document);
}

test('an attribute becomes its value, quotes and all', () => {
  assert.deepEqual(substitute({ a: `<${placeholder('app:version:1.0:attributes:url')}>` }), {
    a: '<https://example.com/a>',
  });
  assert.equal(substitute(placeholder('app:version:1.0:attributes:q"')), 'say "hi"');
});

test('all attributes become an object', () => {
  assert.deepEqual(substitute({ a: placeholder('app:version:1.0:attributes') }), { a: app.attributes });
  assert.deepEqual(substitute(placeholder(':version::attributes'), [version('x', '1', { attributes: null })]), {});
});

test('an artifact becomes a placeholder of a presigned URL', () => {
  assert.equal(
    substitute(placeholder('image:version:2:artifact-location:s3-presigned-url')),
    `\${aws:iot:s3-presigned-url:https://s3.eu-west-1.amazonaws.com/firmware/a%20b.bin?versionId=v7}`,
  );
});

test('the shortened form means the one version that the job installs', () => {
  const shortened = placeholder(':version::attributes:url');
  assert.equal(substitute(shortened, [app]), 'https://example.com/a');
  assert.match(String(substitute(shortened)), /exactly one entry/);
  assert.match(String(substitute(shortened, [app, image])), /exactly one entry/);
});

test('what does not exist is said, the first of it', () => {
  assert.match(String(substitute(placeholder('app:version:2:attributes:url'))), /app 2, which does not exist/);
  assert.match(String(substitute(placeholder('app:version:1.0:attributes:no'))), /attribute no of version 1.0/);
  assert.match(String(substitute(placeholder('app:version:1.0:attributes:constructor'))), /attribute constructor/);
  assert.match(String(substitute(placeholder('app:version:1.0:artifact:s3-presigned-url'))), /artifact of version 1.0/);
});

test('the versions of a document are those that it names', () => {
  const document = JSON.stringify([
    placeholder('app:version:$default:attributes'),
    placeholder(':version::attributes'),
    `\${aws:iot:parameter:a}`,
  ]);
  assert.deepEqual(namedPackageVersions(document), [{ packageName: 'app', versionName: '$default' }]);
});
