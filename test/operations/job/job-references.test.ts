/** Jobs that are made from templates, package versions and S3 objects. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openObjectStore } from '../../../src/lib/object-store.ts';
import { testContext } from '../../support/context.ts';
import { call, createThings, things } from '../../support/jobs.ts';
import { refusal } from '../../support/refusal.ts';
import { startTestS3 } from '../../support/s3.ts';

const s3 = await startTestS3();
const objectStore = openObjectStore({ ...s3, pathStyle: true });
const context = await testContext({ objectStore });
await createThings(context, 'thing');

const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
const managedArn = (name: string) => `arn:aws:iot:us-east-1::jobtemplate/${name}:1.0`;
const roleArn = 'arn:aws:iam::000000000000:role/reader';
const placeholder = (content: string) => `\${aws:iot:${content}}`;

type Further = Partial<Parameters<typeof call.CreateJob>[1]>;
let number = 0;

/** Creates a job without a document of its own. */
async function create(further: Further) {
  number += 1;
  const jobId = `job-${number}`;
  const created = await call.CreateJob(context, { jobId, targets: things('thing'), ...further });
  return { jobId, created };
}

async function documentsOf(jobId: string) {
  const after = await call.GetJobDocument(context, { jobId });
  const before = await call.GetJobDocument(context, { jobId, beforeSubstitution: true });
  return { before: before.document, after: after.document };
}

describe('documentSource', () => {
  const source = (key: string) => ({ documentSource: `https://s3.us-east-1.amazonaws.com/firmware/${key}` });

  test('is read once, whatever form the URL has', async () => {
    await s3.put('jobs/a b.json', ' {"v": 1}\n');
    for (const documentSource of [
      'https://s3.amazonaws.com/firmware/jobs/a%20b.json',
      'https://s3.us-west-2.amazonaws.com/firmware/jobs/a%20b.json',
      'https://firmware.s3.eu-west-1.amazonaws.com/jobs/a%20b.json',
    ]) {
      await s3.put('jobs/a b.json', ' {"v": 1}\n');
      const { jobId } = await create({ documentSource });
      await s3.put('jobs/a b.json', '{"v": 2}');
      assert.equal((await documentsOf(jobId)).after, ' {"v": 1}\n');
      assert.equal((await call.DescribeJob(context, { jobId })).documentSource, documentSource);
    }
  });

  test('is refused for everything that makes no document of it', async () => {
    await s3.put('broken.json', '{');
    await s3.put('large.json', JSON.stringify('x'.repeat(32_768)));
    const attempts: readonly (readonly [Further, RegExp])[] = [
      [source('missing.json'), /404 NoSuchKey/],
      [source('broken.json'), /valid JSON/],
      [source('large.json'), /larger than 32768 bytes/],
      [{ documentSource: 'https://example.com/firmware/k' }, /URL of an S3 object/],
      [{ documentSource: 'https://s3.amazonaws.com/firmware' }, /URL of an S3 object/],
      [{ documentSource: 'https://s3.amazonaws.com/a\0b/k' }, /URL of an S3 object/],
    ];
    for (const [further, message] of attempts) {
      await assert.rejects(create(further), refusal('InvalidRequestException', message));
    }
  });

  test('is refused without a store, with what to set, and unavailable when the store is away', async () => {
    const { objectStore: _none, ...without } = context;
    const input = { jobId: 'none', targets: things('thing'), ...source('k') };
    await assert.rejects(call.CreateJob(without, input), refusal('InvalidRequestException', /--object-store-endpoint/));
    const away = openObjectStore({ ...s3, endpoint: 'http://127.0.0.1:1', pathStyle: true });
    const attempt = call.CreateJob({ ...context, objectStore: away }, input);
    await assert.rejects(attempt, refusal('ServiceUnavailableException', /object store/));
  });

  test('is not read for an id that is taken', async () => {
    const { jobId } = await create({ document: '1' });
    const again = call.CreateJob(context, { jobId, targets: things('thing'), ...source('missing.json') });
    await assert.rejects(again, refusal('ResourceAlreadyExistsException'));
  });
});

describe('a job of a template', () => {
  const template = {
    document: '{"from": "template"}',
    description: 'of the template',
    timeoutConfig: { inProgressTimeoutInMinutes: 5 },
    jobExecutionsRolloutConfig: { maximumPerMinute: 50 },
    presignedUrlConfig: { roleArn, expiresInSec: 120 },
  };
  const jobTemplateArn = arn('jobtemplate/own');

  test('has the values of the template, and what the request gives instead', async () => {
    await call.CreateJobTemplate(context, { jobTemplateId: 'own', ...template });
    const { created, jobId } = await create({ jobTemplateArn });
    assert.equal(created.description, template.description);
    const { job } = await call.DescribeJob(context, { jobId });
    assert.equal(job?.jobTemplateArn, jobTemplateArn);
    assert.deepEqual(job.timeoutConfig, template.timeoutConfig);
    assert.deepEqual(job.presignedUrlConfig, template.presignedUrlConfig);
    assert.deepEqual(await documentsOf(jobId), { before: template.document, after: template.document });

    const given = {
      description: 'own',
      document: '{"from":"request"}',
      timeoutConfig: {},
      presignedUrlConfig: { roleArn },
    };
    const other = await create({ jobTemplateArn, ...given });
    const { job: otherJob } = await call.DescribeJob(context, { jobId: other.jobId });
    assert.equal(other.created.description, 'own');
    assert.deepEqual(otherJob?.timeoutConfig, {});
    // Member by member at the top: the lifetime of the template does not come with another role.
    assert.deepEqual(otherJob.presignedUrlConfig, { roleArn });
    assert.deepEqual(otherJob.jobExecutionsRolloutConfig, template.jobExecutionsRolloutConfig);
    assert.equal((await documentsOf(other.jobId)).after, given.document);
  });

  test('is not found by an ARN of nothing, of another kind or of another account', async () => {
    for (const other of [
      arn('jobtemplate/none'),
      arn('job/own'),
      'arn:aws:iot:us-east-1:999999999999:jobtemplate/own',
      managedArn('AWS-Nothing'),
    ]) {
      await assert.rejects(create({ jobTemplateArn: other }), refusal('ResourceNotFoundException', /does not exist/));
    }
  });

  test('takes parameters of managed templates only', async () => {
    const attempt = create({ jobTemplateArn, documentParameters: { a: 'b' } });
    await assert.rejects(attempt, refusal('InvalidRequestException', /managed template/));
  });
});

describe('a job of a managed template', () => {
  const jobTemplateArn = managedArn('AWS-Download-File');
  const documentParameters = { downloadUrl: 'https://example.com/"a"', filePath: '/tmp/a' };

  test('has its document with the parameters in it', async () => {
    const { created, jobId } = await create({ jobTemplateArn, documentParameters });
    const described = await call.DescribeManagedJobTemplate(context, { templateName: 'AWS-Download-File' });
    assert.equal(created.description, described.description);
    const { after, before } = await documentsOf(jobId);
    assert.equal(before, described.document);
    const [{ action }] = JSON.parse(after ?? '').steps;
    assert.deepEqual(action.input.args, [documentParameters.downloadUrl, documentParameters.filePath]);
    assert.deepEqual([action.input.path, action.runAsUser], ['', '']);
    const { job } = await call.DescribeJob(context, { jobId, beforeSubstitution: true });
    assert.deepEqual(job?.documentParameters, documentParameters);
  });

  test('is refused with wrong parameters or with a document', async () => {
    const attempts: readonly (readonly [Further, RegExp])[] = [
      [{}, /needs the document parameters downloadUrl, filePath/],
      [{ documentParameters: { downloadUrl: 'x' } }, /needs the document parameters filePath/],
      [{ documentParameters: { ...documentParameters, more: 'x' } }, /no document parameter more/],
      [{ documentParameters: { ...documentParameters, runAsUser: 'x'.repeat(257) } }, /runAsUser must match/],
      [{ documentParameters, document: '{}' }, /leave document/],
      [{ documentParameters, documentSource: 'https://s3.amazonaws.com/firmware/k' }, /leave document/],
      [{ documentParameters: { ...documentParameters, pathToHandler: 'x'.repeat(4_097) } }, /pathToHandler must match/],
    ];
    for (const [further, message] of attempts) {
      await assert.rejects(create({ jobTemplateArn, ...further }), refusal('InvalidRequestException', message));
    }
  });

  test('may ask for a presigned URL in a parameter, like any document', async () => {
    const downloadUrl = placeholder('s3-presigned-url:https://s3.amazonaws.com/firmware/k');
    const signed = { jobTemplateArn, documentParameters: { ...documentParameters, downloadUrl } };
    await assert.rejects(create(signed), refusal('InvalidRequestException', /roleArn/));
    const { jobId } = await create({ ...signed, presignedUrlConfig: { roleArn } });
    assert.equal(JSON.parse((await documentsOf(jobId)).after ?? '').steps[0].action.input.args[0], downloadUrl);
  });

  test('may not grow over the size of a document', async () => {
    const command = `${'x'.repeat(30_000)}`.replaceAll('x', '"');
    const attempt = create({ jobTemplateArn: managedArn('AWS-Run-Command'), documentParameters: { command } });
    await assert.rejects(attempt, refusal('InvalidRequestException', /32768 bytes/));
  });
});

describe('package versions', () => {
  const versionArn = (version: string) => arn(`package/app/version/${version}`);

  test('are put into the document when the job is created', async () => {
    await call.CreatePackage(context, { packageName: 'app' });
    const attributes = { url: 'https://example.com/app', size: '7' };
    const artifact = { s3Location: { bucket: 'firmware', key: 'app.bin' } };
    for (const versionName of ['1', '2', 'draft']) {
      await call.CreatePackageVersion(context, { packageName: 'app', versionName, attributes, artifact });
    }
    for (const versionName of ['1', '2']) {
      await call.UpdatePackageVersion(context, { packageName: 'app', versionName, action: 'PUBLISH' });
    }
    await call.UpdatePackageVersion(context, { packageName: 'app', versionName: '2', action: 'DEPRECATE' });

    const document = JSON.stringify({
      all: placeholder('package:app:version:1:attributes'),
      one: `at ${placeholder('package::version::attributes:url')}`,
      file: placeholder('package::version::artifact:s3-presigned-url'),
    });
    const destinationPackageVersions = [versionArn('2')];
    const { jobId } = await create({ document, destinationPackageVersions, presignedUrlConfig: { roleArn } });
    const { after, before } = await documentsOf(jobId);
    assert.equal(before, document);
    assert.deepEqual(JSON.parse(after ?? ''), {
      all: attributes,
      one: `at ${attributes.url}`,
      file: placeholder('s3-presigned-url:https://s3.us-east-1.amazonaws.com/firmware/app.bin'),
    });
    const { job } = await call.DescribeJob(context, { jobId });
    assert.deepEqual(job?.destinationPackageVersions, destinationPackageVersions);
    await call.DeletePackageVersion(context, { packageName: 'app', versionName: '2' });
    assert.equal((await documentsOf(jobId)).after, after);
  });

  test('called $default are the default when the job is created', async () => {
    const document = JSON.stringify(placeholder('package:app:version:$default:attributes:size'));
    const installs = { document, destinationPackageVersions: [versionArn('$default')] };
    await assert.rejects(create(installs), refusal('ResourceNotFoundException', /\$default/));
    await call.UpdatePackage(context, { packageName: 'app', defaultVersionName: '1' });
    const { jobId } = await create(installs);
    assert.deepEqual(await documentsOf(jobId), { before: document, after: '"7"' });
    const { job } = await call.DescribeJob(context, { jobId });
    assert.deepEqual(job?.destinationPackageVersions, [versionArn('1')]);
  });

  test('must exist and be published', async () => {
    const installs = (...versions: string[]) => create({ document: '{}', destinationPackageVersions: versions });
    await assert.rejects(installs(versionArn('9')), refusal('ResourceNotFoundException', /version\/9/));
    await assert.rejects(installs(versionArn('draft')), refusal('InvalidRequestException', /DRAFT/));
    await assert.rejects(installs(arn('package/app')), refusal('InvalidRequestException', /ARN of a package version/));
    await assert.rejects(installs('arn:aws:x'), refusal('InvalidRequestException', /ARN of a package version/));
    await installs(...Array<string>(25).fill(versionArn('1')));
  });

  test('and attributes that do not exist are refused where a document names them', async () => {
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['package:app:version:9:attributes', /app 9, which does not exist/],
      ['package:app:version:1:attributes:none', /attribute none/],
      ['package:a b:version:1:attributes', /a b 1, which does not exist/],
      ['package::version::attributes', /exactly one entry/],
    ];
    for (const [content, message] of wrong) {
      const attempt = create({ document: JSON.stringify(placeholder(content)) });
      await assert.rejects(attempt, refusal('InvalidRequestException', message));
    }
  });

  test('whose attributes are placeholders of packages again are refused', async () => {
    const attributes = { loop: placeholder('package:app:version:1:attributes:loop') };
    await call.CreatePackageVersion(context, { packageName: 'app', versionName: 'loop', attributes });
    const document = JSON.stringify(placeholder('package:app:version:loop:attributes:loop'));
    await assert.rejects(create({ document }), refusal('InvalidRequestException', /placeholder of a package/));
  });

  test('are put in anew for each job of a template', async () => {
    await call.CreateJobTemplate(context, {
      jobTemplateId: 'of-package',
      description: 'd',
      document: JSON.stringify(placeholder('package::version::attributes:url')),
      destinationPackageVersions: [versionArn('$default')],
    });
    const { jobId } = await create({ jobTemplateArn: arn('jobtemplate/of-package') });
    assert.equal((await documentsOf(jobId)).after, '"https://example.com/app"');
  });
});

describe('a document that asks for presigned URLs', () => {
  const document = JSON.stringify(placeholder('s3-presigned-url:https://s3.amazonaws.com/firmware/k'));

  test('stays as it is where operators see it', async () => {
    const { jobId } = await create({ document, presignedUrlConfig: { roleArn } });
    assert.deepEqual(await documentsOf(jobId), { before: document, after: document });
  });

  test('needs a role, a store and the URL of an object', async () => {
    await assert.rejects(create({ document }), refusal('InvalidRequestException', /roleArn/));
    const noRole = create({ document, presignedUrlConfig: { expiresInSec: 60 } });
    await assert.rejects(noRole, refusal('InvalidRequestException', /roleArn/));
    const other = JSON.stringify(placeholder('s3-presigned-url-v2:https://example.com/firmware/k'));
    const wrong = create({ document: other, presignedUrlConfig: { roleArn } });
    await assert.rejects(wrong, refusal('InvalidRequestException', /example\.com\/firmware\/k is not the URL/));
    const { objectStore: _none, ...without } = context;
    const input = { jobId: 'no-store', targets: things('thing'), document, presignedUrlConfig: { roleArn } };
    await assert.rejects(call.CreateJob(without, input), refusal('InvalidRequestException', /--object-store-endpoint/));
  });
});
