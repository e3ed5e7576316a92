import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  contentProblem,
  type PackageVersion,
  type PackageVersionAction,
  type PackageVersionStatus,
  packageVersionArn,
  parsePackageVersionArn,
  updatedPackageVersion,
} from '../../src/domain/package-version.ts';
import { testAccount } from '../support/context.ts';
import { refusal } from '../support/refusal.ts';

const version = (status: PackageVersionStatus): PackageVersion => ({
  packageName: 'app',
  versionName: '1',
  status,
  description: null,
  attributes: null,
  artifact: null,
  recipe: null,
  createdAt: 1,
  modifiedAt: 1,
});

/** Where each action leads from each state. */
const table: Readonly<Record<PackageVersionStatus, Record<PackageVersionAction, PackageVersionStatus | 'refused'>>> = {
  DRAFT: { PUBLISH: 'PUBLISHED', DEPRECATE: 'refused' },
  PUBLISHED: { PUBLISH: 'refused', DEPRECATE: 'DEPRECATED' },
  DEPRECATED: { PUBLISH: 'PUBLISHED', DEPRECATE: 'refused' },
};
for (const [status, actions] of Object.entries(table)) {
  for (const [action, expected] of Object.entries(actions)) {
    test(`${action} of a version that is ${status}: ${expected}`, () => {
      const update = () =>
        updatedPackageVersion(version(status as PackageVersionStatus), {}, action as PackageVersionAction, 2);
      if (expected === 'refused') assert.throws(update, refusal('ConflictException', new RegExp(status)));
      else assert.deepEqual(update(), { ...version(expected), modifiedAt: 2 });
    });
  }
}

test('all of a draft can be changed and published at once, of others the description only', () => {
  const content = { attributes: { a: 'b' }, artifact: {}, recipe: '{}', description: 'new' };
  assert.deepEqual(updatedPackageVersion(version('DRAFT'), content, 'PUBLISH', 2), {
    ...version('PUBLISHED'),
    ...content,
    modifiedAt: 2,
  });
  for (const status of ['PUBLISHED', 'DEPRECATED'] as const) {
    assert.equal(updatedPackageVersion(version(status), { description: 'new' }, undefined, 2).description, 'new');
    for (const member of ['attributes', 'artifact', 'recipe'] as const) {
      const change = () => updatedPackageVersion(version(status), { [member]: content[member] }, undefined, 2);
      assert.throws(change, refusal('ConflictException', new RegExp(member), { resourceId: '1' }));
    }
  }
});

test('attributes have at most 3 KB together, counted in bytes', () => {
  assert.equal(contentProblem({ attributes: { a: 'x'.repeat(3_071) } }), undefined);
  assert.match(String(contentProblem({ attributes: { a: 'x'.repeat(3_072) } })), /3072 bytes/);
  assert.match(String(contentProblem({ attributes: { a: 'ü'.repeat(1_536) } })), /3072 bytes/);
  assert.match(String(contentProblem({ recipe: 'a\0' })), /not allowed/);
});

test('the ARN of a version names package and version, and no other ARN does', () => {
  const name = { packageName: 'a.b-c_d', versionName: '1.0' };
  assert.deepEqual(parsePackageVersionArn(testAccount, packageVersionArn(testAccount, name)), name);
  const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
  assert.deepEqual(parsePackageVersionArn(testAccount, arn('package/a/version/$default')), {
    packageName: 'a',
    versionName: '$default',
  });
  for (const other of [
    'package/a',
    'package/a/version/',
    'package/a/version/1/2',
    'package/a/v/1',
    'job/a/version/1',
  ]) {
    assert.equal(parsePackageVersionArn(testAccount, arn(other)), undefined, other);
  }
  assert.equal(parsePackageVersionArn(testAccount, arn(`package/${'a'.repeat(129)}/version/1`)), undefined);
  assert.equal(
    parsePackageVersionArn(testAccount, 'arn:aws:iot:us-east-1:999999999999:package/a/version/1'),
    undefined,
  );
});
