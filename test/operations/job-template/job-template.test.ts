import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openObjectStore } from '../../../src/lib/object-store.ts';
import { testContext } from '../../support/context.ts';
import { call, createThings, things } from '../../support/jobs.ts';
import { refusal } from '../../support/refusal.ts';
import { startTestS3 } from '../../support/s3.ts';

const s3 = await startTestS3();
const objectStore = openObjectStore({ ...s3, pathStyle: true });
const context = await testContext({ objectStore, quotas: { jobTemplates: 30 } });
await createThings(context, 'thing');

const DOCUMENT = ' {"do": "it"}';
const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
const configurations = {
  presignedUrlConfig: { roleArn: 'arn:aws:iam::000000000000:role/reader', expiresInSec: 120 },
  jobExecutionsRolloutConfig: { maximumPerMinute: 50 },
  timeoutConfig: { inProgressTimeoutInMinutes: 5 },
};

let number = 0;
const newId = () => {
  number += 1;
  return `template-${number}`;
};

type Input = Parameters<typeof call.CreateJobTemplate>[1];
type Further = Partial<Input>;

async function create(further: Further = {}): Promise<string> {
  const jobTemplateId = further.jobTemplateId ?? newId();
  await call.CreateJobTemplate(context, { jobTemplateId, description: 'd', document: DOCUMENT, ...further });
  return jobTemplateId;
}

const describeTemplate = (jobTemplateId: string) => call.DescribeJobTemplate(context, { jobTemplateId });

describe('a template', () => {
  test('is described with everything it was created with, and no more', async () => {
    const jobTemplateId = 'first';
    const created = await call.CreateJobTemplate(context, {
      jobTemplateId,
      description: 'd',
      document: DOCUMENT,
      ...configurations,
    });
    assert.deepEqual(created, { jobTemplateArn: arn('jobtemplate/first'), jobTemplateId });
    const shown = Object.entries(await describeTemplate(jobTemplateId)).filter(([, value]) => value !== undefined);
    assert.deepEqual(Object.fromEntries(shown), {
      ...created,
      description: 'd',
      document: DOCUMENT,
      createdAt: context.clock.now(),
      ...configurations,
    });
  });

  test('has an id of its own', async () => {
    const jobTemplateId = await create();
    const again = create({ jobTemplateId });
    await assert.rejects(again, refusal('ConflictException', /already exists/, { resourceId: jobTemplateId }));
  });

  test('is deleted at once, with its tags; jobs made from it stay as they are', async () => {
    const jobTemplateId = await create({ tags: [{ Key: 'a', Value: '1' }] });
    const jobTemplateArn = arn(`jobtemplate/${jobTemplateId}`);
    await call.TagResource(context, { resourceArn: jobTemplateArn, tags: [{ Key: 'b', Value: '2' }] });
    const { tags } = await call.ListTagsForResource(context, { resourceArn: jobTemplateArn });
    assert.deepEqual(
      tags?.map(({ Key }) => Key),
      ['a', 'b'],
    );
    await call.CreateJob(context, { jobId: 'stays', targets: things('thing'), jobTemplateArn });
    await call.DeleteJobTemplate(context, { jobTemplateId });
    await assert.rejects(describeTemplate(jobTemplateId), refusal('ResourceNotFoundException'));
    await assert.rejects(call.DeleteJobTemplate(context, { jobTemplateId }), refusal('ResourceNotFoundException'));
    const resource = { resourceArn: jobTemplateArn };
    await assert.rejects(call.ListTagsForResource(context, resource), refusal('ResourceNotFoundException'));
    assert.equal((await call.GetJobDocument(context, { jobId: 'stays' })).document, DOCUMENT);
    await create({ jobTemplateId });
    assert.deepEqual(await call.ListTagsForResource(context, resource), { tags: [] });
  });

  test('has the text of its source as it was at creation', async () => {
    const documentSource = 'https://s3.eu-west-1.amazonaws.com/firmware/template.json';
    await s3.put('template.json', '{"v":1}');
    const jobTemplateId = await create({ document: undefined, documentSource });
    await s3.put('template.json', '{"v":2}');
    const found = await describeTemplate(jobTemplateId);
    assert.deepEqual([found.document, found.documentSource], ['{"v":1}', documentSource]);
    const jobTemplateArn = arn(`jobtemplate/${jobTemplateId}`);
    await call.CreateJob(context, { jobId: 'sourced', targets: things('thing'), jobTemplateArn });
    assert.equal((await call.GetJobDocument(context, { jobId: 'sourced' })).document, '{"v":1}');
    assert.equal((await call.DescribeJob(context, { jobId: 'sourced' })).documentSource, documentSource);
  });

  test('keeps the placeholders of its document, whatever they will become', async () => {
    const document = JSON.stringify([
      `\${aws:iot:s3-presigned-url:https://s3.amazonaws.com/firmware/k}`,
      `\${aws:iot:package:none:version:1:attributes:a}`,
    ]);
    assert.equal((await describeTemplate(await create({ document }))).document, document);
  });

  const refused: readonly (readonly [string, Further, RegExp])[] = [
    ['no document at all', { document: undefined }, /jobArn, a document or a documentSource/],
    ['a document and a source', { documentSource: 'https://s3.amazonaws.com/firmware/k' }, /not both/],
    ['a document that is not JSON', { document: '{' }, /valid JSON/],
    [
      'a window that is no cron expression of AWS',
      { maintenanceWindows: [{ startTime: '0 2 * * *', durationInMinutes: 60 }] },
      /5 of the six fields/,
    ],
    [
      'a source that is not there',
      { document: undefined, documentSource: 'https://s3.amazonaws.com/firmware/no' },
      /404/,
    ],
    ['the ARN of something else', { jobArn: arn('thing/x') }, /ARN of a job/],
    ['a job id that cannot be', { jobArn: arn('job/a\0b') }, /ARN of a job/],
    ['the ARN of a foreign job', { jobArn: 'arn:aws:iot:us-east-1:999999999999:job/x' }, /ARN of a job/],
    ['a timeout of no minutes', { timeoutConfig: { inProgressTimeoutInMinutes: 0 } }, /1 to 10080/],
    ['a malformed package version', { destinationPackageVersions: ['arn:aws:x'] }, /package version/],
    ['a tag of the vendor', { tags: [{ Key: 'aws:x', Value: '' }] }, /aws:/],
  ];
  for (const [what, further, message] of refused) {
    test(`is refused with ${what}`, async () => {
      const jobTemplateId = newId();
      await assert.rejects(create({ jobTemplateId, ...further }), refusal('InvalidRequestException', message));
      await assert.rejects(describeTemplate(jobTemplateId), refusal('ResourceNotFoundException'));
    });
  }

  test('is refused with a job or a package version that does not exist', async () => {
    const jobArn = arn('job/none');
    await assert.rejects(create({ jobArn, document: undefined }), refusal('ResourceNotFoundException', /none/));
    const destinationPackageVersions = [arn('package/none/version/1')];
    await assert.rejects(create({ destinationPackageVersions }), refusal('ResourceNotFoundException', /none/));
  });
});

describe('a template made from a job', () => {
  test('has its document and its configurations, but for what is given', async () => {
    const jobArn = arn('job/model');
    await call.CreateJob(context, {
      jobId: 'model',
      targets: things('thing'),
      document: DOCUMENT,
      description: 'of the job',
      ...configurations,
    });
    const timeoutConfig = { inProgressTimeoutInMinutes: 7 };
    const copy = await describeTemplate(await create({ document: undefined, jobArn, timeoutConfig }));
    assert.equal(copy.description, 'd');
    assert.equal(copy.document, DOCUMENT);
    assert.deepEqual(copy.jobExecutionsRolloutConfig, configurations.jobExecutionsRolloutConfig);
    assert.deepEqual(copy.presignedUrlConfig, configurations.presignedUrlConfig);
    assert.deepEqual(copy.timeoutConfig, timeoutConfig);
    assert.equal((await describeTemplate(await create({ document: '1', jobArn }))).document, '1');
  });

  test('keeps what the document says of packages, but not the parameters of a managed template', async () => {
    await call.CreatePackage(context, { packageName: 'app' });
    const version = { packageName: 'app', versionName: '1' };
    await call.CreatePackageVersion(context, { ...version, attributes: { a: 'x' } });
    await call.UpdatePackageVersion(context, { ...version, action: 'PUBLISH' });
    const document = JSON.stringify(`\${aws:iot:package:app:version:1:attributes:a}`);
    await call.CreateJob(context, { jobId: 'with-package', targets: things('thing'), document });
    const ofPackage = await create({ document: undefined, jobArn: arn('job/with-package') });
    assert.equal((await describeTemplate(ofPackage)).document, document);
    await call.CreateJob(context, {
      jobId: 'managed',
      targets: things('thing'),
      jobTemplateArn: 'arn:aws:iot:us-east-1::jobtemplate/AWS-Run-Command:1.0',
      documentParameters: { command: 'ls' },
    });
    const ofManaged = await create({ document: undefined, jobArn: arn('job/managed') });
    const resolved = (await call.GetJobDocument(context, { jobId: 'managed' })).document;
    assert.equal((await describeTemplate(ofManaged)).document, resolved);
  });
});

test('templates are listed in the order of their ids, page by page', async () => {
  const ids: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await call.ListJobTemplates(context, { maxResults: 4, nextToken });
    for (const { description, jobTemplateArn, jobTemplateId = '' } of page.jobTemplates ?? []) {
      assert.deepEqual([jobTemplateArn, description], [arn(`jobtemplate/${jobTemplateId}`), 'd']);
      ids.push(jobTemplateId);
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  assert.ok(ids.length > 4);
  assert.deepEqual(ids, [...ids].sort());
});

test('there are no more templates than the quota allows, however many are created at a time', async () => {
  const attempts = await Promise.allSettled(Array.from({ length: 30 }, () => create()));
  const failed = attempts.filter((attempt) => attempt.status === 'rejected');
  for (const { reason } of failed) refusal('LimitExceededException', /30 job templates/)(reason);
  const { jobTemplates } = await call.ListJobTemplates(context, { maxResults: 250 });
  assert.equal(jobTemplates?.length, 30);
});

describe('managed templates', () => {
  test('are listed and described', async () => {
    const { managedJobTemplates: all, nextToken } = await call.ListManagedJobTemplates(context, { maxResults: 7 });
    const rest = await call.ListManagedJobTemplates(context, { maxResults: 7, nextToken });
    assert.deepEqual([all?.length, rest.managedJobTemplates?.length, rest.nextToken], [7, 1, undefined]);
    const templateName = 'AWS-Reboot';
    const named = await call.ListManagedJobTemplates(context, { templateName });
    const [summary] = named.managedJobTemplates ?? [];
    assert.equal(named.managedJobTemplates?.length, 1);
    const described = await call.DescribeManagedJobTemplate(context, { templateName, templateVersion: '1.0' });
    const { document, documentParameters, ...rests } = described;
    assert.deepEqual(rests, summary);
    assert.ok(document?.includes('reboot'));
    assert.deepEqual(
      documentParameters?.map(({ key }) => key),
      ['runAsUser', 'pathToHandler'],
    );
  });

  test('that do not exist are not found', async () => {
    const name = (templateName: string, further = {}) => ({ templateName, ...further });
    for (const input of [name('AWS-Nothing'), name('AWS-Reboot', { templateVersion: '2.0' })]) {
      await assert.rejects(call.DescribeManagedJobTemplate(context, input), refusal('ResourceNotFoundException'));
    }
    const list = call.ListManagedJobTemplates(context, name('AWS-Nothing'));
    await assert.rejects(list, refusal('ResourceNotFoundException'));
  });
});
