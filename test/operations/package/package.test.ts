import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { TEST_START, testContext } from '../../support/context.ts';
import { call } from '../../support/jobs.ts';
import { refusal } from '../../support/refusal.ts';

const context = await testContext({ quotas: { tagsPerResource: 3 } });
const { clock } = context;
const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;

/** Creates a package with versions that are published. */
async function createPackage(packageName: string, ...versionNames: string[]): Promise<void> {
  await call.CreatePackage(context, { packageName });
  for (const versionName of versionNames) {
    await call.CreatePackageVersion(context, { packageName, versionName });
    await call.UpdatePackageVersion(context, { packageName, versionName, action: 'PUBLISH' });
  }
}

const statusOf = async (packageName: string, versionName: string) =>
  (await call.GetPackageVersion(context, { packageName, versionName })).status;

describe('a package', () => {
  test('is created, described, changed and deleted', async () => {
    const packageName = 'a.b-c_d';
    const created = await call.CreatePackage(context, { packageName, description: 'first' });
    assert.deepEqual(created, { packageName, packageArn: arn('package/a.b-c_d'), description: 'first' });
    clock.advance(5_000);
    await call.UpdatePackage(context, { packageName, description: 'second' });
    assert.deepEqual(await call.GetPackage(context, { packageName }), {
      packageName,
      packageArn: arn('package/a.b-c_d'),
      description: 'second',
      defaultVersionName: undefined,
      creationDate: TEST_START,
      lastModifiedDate: clock.now(),
    });
    await call.DeletePackage(context, { packageName });
    await assert.rejects(call.GetPackage(context, { packageName }), refusal('ResourceNotFoundException', /a\.b-c_d/));
  });

  test('has a name of its own', async () => {
    await createPackage('taken');
    await assert.rejects(
      call.CreatePackage(context, { packageName: 'taken' }),
      refusal('ConflictException', /already exists/, { resourceId: 'taken' }),
    );
  });

  test('that is unknown cannot be changed, and deleting it succeeds', async () => {
    await assert.rejects(call.UpdatePackage(context, { packageName: 'no' }), refusal('ResourceNotFoundException'));
    assert.deepEqual(await call.DeletePackage(context, { packageName: 'no' }), {});
  });

  test('is not deleted while it has versions', async () => {
    await createPackage('full', '1');
    await assert.rejects(
      call.DeletePackage(context, { packageName: 'full' }),
      refusal('ValidationException', /versions/),
    );
    await call.DeletePackageVersion(context, { packageName: 'full', versionName: '1' });
    await call.DeletePackage(context, { packageName: 'full' });
  });

  test('has a default version that is published or deprecated, and can be unset', async () => {
    const packageName = 'with-default';
    await createPackage(packageName, '1', '2');
    await call.CreatePackageVersion(context, { packageName, versionName: 'draft' });
    const set = (defaultVersionName: string) => call.UpdatePackage(context, { packageName, defaultVersionName });
    await assert.rejects(set('draft'), refusal('ConflictException', /DRAFT/, { resourceId: 'draft' }));
    await assert.rejects(set('none'), refusal('ResourceNotFoundException', /none/));
    await set('1');
    await call.UpdatePackageVersion(context, { packageName, versionName: '2', action: 'DEPRECATE' });
    await set('2');
    assert.equal((await call.GetPackage(context, { packageName })).defaultVersionName, '2');
    const both = { packageName, defaultVersionName: '1', unsetDefaultVersion: true };
    await assert.rejects(call.UpdatePackage(context, both), refusal('ValidationException', /not both/));
    const remove = () => call.DeletePackageVersion(context, { packageName, versionName: '2' });
    await assert.rejects(remove(), refusal('ValidationException', /default/));
    await call.UpdatePackage(context, { packageName, unsetDefaultVersion: true });
    assert.equal((await call.GetPackage(context, { packageName })).defaultVersionName, undefined);
    await remove();
  });

  test('is listed in the order of the names, page by page', async () => {
    for (const name of ['list-b', 'list-a', 'list-c']) await createPackage(name);
    const names: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await call.ListPackages(context, { maxResults: 2, nextToken });
      names.push(...(page.packageSummaries ?? []).map(({ packageName = '' }) => packageName));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    assert.deepEqual(names, [...names].sort());
    assert.deepEqual(
      names.filter((name) => name.startsWith('list-')),
      ['list-a', 'list-b', 'list-c'],
    );
  });

  test('has tags, which go with it', async () => {
    await call.CreatePackage(context, { packageName: 'tagged', tags: { a: '1' } });
    const resourceArn = arn('package/tagged');
    await call.TagResource(context, { resourceArn, tags: [{ Key: 'b', Value: '2' }] });
    const tags = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ];
    assert.deepEqual(await call.ListTagsForResource(context, { resourceArn }), { tags });
    await call.DeletePackage(context, { packageName: 'tagged' });
    await assert.rejects(call.ListTagsForResource(context, { resourceArn }), refusal('ResourceNotFoundException'));
    await createPackage('tagged');
    assert.deepEqual(await call.ListTagsForResource(context, { resourceArn }), { tags: [] });
    const tooMany = { a: '', b: '', c: '', d: '' };
    const attempt = call.CreatePackage(context, { packageName: 'over', tags: tooMany });
    await assert.rejects(attempt, refusal('LimitExceededException'));
  });
});

describe('a version', () => {
  test('begins as a draft with what it was given', async () => {
    await createPackage('app');
    const given = {
      description: 'd',
      attributes: { url: 'https://example.com', 'a:b': 'ü' },
      artifact: { s3Location: { bucket: 'firmware', key: 'k', version: 'v' } },
      recipe: '{"a":1}',
    };
    const name = { packageName: 'app', versionName: '1.0' };
    const packageVersionArn = arn('package/app/version/1.0');
    const { artifact, attributes, description, recipe } = given;
    const created = await call.CreatePackageVersion(context, { ...name, ...given, tags: { a: '1' } });
    assert.deepEqual(created, { packageVersionArn, ...name, status: 'DRAFT', description, attributes });
    assert.deepEqual(await call.GetPackageVersion(context, name), {
      packageVersionArn,
      ...name,
      ...{ description, attributes, artifact, recipe },
      status: 'DRAFT',
      creationDate: clock.now(),
      lastModifiedDate: clock.now(),
    });
    const { tags } = await call.ListTagsForResource(context, { resourceArn: packageVersionArn });
    assert.deepEqual(tags, [{ Key: 'a', Value: '1' }]);
  });

  test('is published, deprecated and published again, and keeps its content', async () => {
    const name = { packageName: 'life', versionName: '1' };
    await createPackage('life');
    await call.CreatePackageVersion(context, { ...name, attributes: { a: '1' } });
    await call.UpdatePackageVersion(context, { ...name, attributes: { a: '2' }, action: 'PUBLISH' });
    for (const action of ['DEPRECATE', 'PUBLISH'] as const) {
      await call.UpdatePackageVersion(context, { ...name, action });
    }
    clock.advance(1_000);
    await call.UpdatePackageVersion(context, { ...name, description: 'late' });
    const { attributes, description, lastModifiedDate, status } = await call.GetPackageVersion(context, name);
    assert.deepEqual(
      { attributes, description, status },
      { attributes: { a: '2' }, description: 'late', status: 'PUBLISHED' },
    );
    assert.equal(lastModifiedDate, clock.now());
    const change = call.UpdatePackageVersion(context, { ...name, attributes: { a: '3' } });
    await assert.rejects(change, refusal('ConflictException', /PUBLISHED/));
  });

  test('is refused for an unknown package, a taken name or too many attributes', async () => {
    await createPackage('strict', '1');
    const create = (packageName: string, further = {}) =>
      call.CreatePackageVersion(context, { packageName, versionName: '1', ...further });
    await assert.rejects(create('no'), refusal('ValidationException', /no does not exist/));
    await assert.rejects(create('strict'), refusal('ConflictException', undefined, { resourceId: '1' }));
    const attributes = { a: 'x'.repeat(3_072) };
    await assert.rejects(create('strict', { attributes }), refusal('ValidationException', /3072/));
    await assert.rejects(
      call.UpdatePackageVersion(context, { packageName: 'strict', versionName: '2' }),
      refusal('ResourceNotFoundException'),
    );
    await assert.rejects(
      call.GetPackageVersion(context, { packageName: 'strict', versionName: '2' }),
      refusal('ResourceNotFoundException', /strict has no version 2/),
    );
  });

  test('is deleted in any state, also when it is not there', async () => {
    const packageName = 'short';
    await createPackage(packageName, 'published', 'deprecated');
    await call.CreatePackageVersion(context, { packageName, versionName: 'draft' });
    await call.UpdatePackageVersion(context, { packageName, versionName: 'deprecated', action: 'DEPRECATE' });
    for (const versionName of ['draft', 'published', 'deprecated', 'draft']) {
      assert.deepEqual(await call.DeletePackageVersion(context, { packageName, versionName }), {});
    }
    assert.deepEqual(await call.DeletePackageVersion(context, { packageName: 'no', versionName: '1' }), {});
    const list = await call.ListPackageVersions(context, { packageName });
    assert.deepEqual(list.packageVersionSummaries, []);
  });

  test('is listed by package and status', async () => {
    const packageName = 'listed';
    await createPackage(packageName, '2', '1', '10');
    await call.CreatePackageVersion(context, { packageName, versionName: '0' });
    await call.UpdatePackageVersion(context, { packageName, versionName: '2', action: 'DEPRECATE' });
    const list = async (input: { status?: 'DRAFT' | 'PUBLISHED' | 'DEPRECATED' } = {}) => {
      const found = await call.ListPackageVersions(context, { packageName, ...input });
      return (found.packageVersionSummaries ?? []).map(({ versionName }) => versionName);
    };
    assert.deepEqual(await list(), ['0', '1', '10', '2']);
    assert.deepEqual(await list({ status: 'PUBLISHED' }), ['1', '10']);
    assert.deepEqual(await list({ status: 'DRAFT' }), ['0']);
    const first = await call.ListPackageVersions(context, { packageName, maxResults: 3 });
    const { nextToken } = first;
    const rest = await call.ListPackageVersions(context, { packageName, maxResults: 3, nextToken });
    assert.deepEqual(
      rest.packageVersionSummaries?.map(({ versionName }) => versionName),
      ['2'],
    );
    const otherFilter = call.ListPackageVersions(context, { packageName, status: 'DRAFT', nextToken });
    await assert.rejects(otherFilter, refusal('InvalidRequestException', /filters/));
  });
});

describe('a client token', () => {
  const token = () => randomUUID();

  test('makes a repetition give the same result', async () => {
    const clientToken = token();
    const input = { packageName: 'once', description: 'd', clientToken };
    const first = await call.CreatePackage(context, input);
    assert.deepEqual(await call.CreatePackage(context, input), first);
    // The order of members means nothing, and what happened meanwhile does not matter.
    await call.DeletePackage(context, { packageName: 'once', clientToken: token() });
    assert.deepEqual(await call.CreatePackage(context, { clientToken, description: 'd', packageName: 'once' }), first);
    await assert.rejects(call.GetPackage(context, { packageName: 'once' }), refusal('ResourceNotFoundException'));
  });

  test('does an action once', async () => {
    const name = { packageName: 'action', versionName: '1' };
    await createPackage('action');
    await call.CreatePackageVersion(context, name);
    const publish = { ...name, action: 'PUBLISH' as const, clientToken: token() };
    await call.UpdatePackageVersion(context, publish);
    assert.deepEqual(await call.UpdatePackageVersion(context, publish), {});
    const again = call.UpdatePackageVersion(context, { ...publish, clientToken: token() });
    await assert.rejects(again, refusal('ConflictException'));
    assert.equal(await statusOf('action', '1'), 'PUBLISHED');
  });

  test('cannot be used with other input, which each operation refuses in its own way', async () => {
    const clientToken = token();
    await call.CreatePackage(context, { packageName: 'x', clientToken });
    const other = call.CreatePackage(context, { packageName: 'y', clientToken });
    await assert.rejects(other, refusal('ConflictException', /clientToken/));
    await call.DeletePackage(context, { packageName: 'x', clientToken });
    const otherDeletion = call.DeletePackage(context, { packageName: 'y', clientToken });
    await assert.rejects(otherDeletion, refusal('ValidationException', /clientToken/));
  });

  test('is free again when the call failed', async () => {
    const clientToken = token();
    const input = { packageName: 'later', versionName: '1', clientToken };
    await assert.rejects(call.CreatePackageVersion(context, input), refusal('ValidationException'));
    await createPackage('later');
    assert.equal((await call.CreatePackageVersion(context, input)).status, 'DRAFT');
  });

  test('is forgotten after a day', async () => {
    const input = { packageName: 'daily', clientToken: token() };
    await call.CreatePackage(context, input);
    clock.advance(24 * 60 * 60 * 1000);
    await call.CreatePackage(context, input);
    clock.advance(1);
    await assert.rejects(call.CreatePackage(context, input), refusal('ConflictException', /already exists/));
  });

  test('lets only one of two calls at the same time do the work', async () => {
    const input = { packageName: 'race', clientToken: token() };
    const answers = await Promise.all(Array.from({ length: 8 }, () => call.CreatePackage(context, input)));
    assert.equal(new Set(answers.map(({ packageArn }) => packageArn)).size, 1);
  });
});

test('the configuration is off, keeps what it is given, and changes member by member', async () => {
  const get = async () => (await call.GetPackageConfiguration(context, {})).versionUpdateByJobsConfig;
  assert.deepEqual(await get(), { enabled: false });
  const roleArn = 'arn:aws:iam::000000000000:role/shadow';
  await call.UpdatePackageConfiguration(context, { versionUpdateByJobsConfig: { enabled: true, roleArn } });
  assert.deepEqual(await get(), { enabled: true, roleArn });
  await call.UpdatePackageConfiguration(context, { versionUpdateByJobsConfig: { enabled: false } });
  await call.UpdatePackageConfiguration(context, {});
  assert.deepEqual(await get(), { enabled: false, roleArn });
});
