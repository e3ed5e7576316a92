/** Job templates, software packages and objects of a store through `@aws-sdk/client-iot`. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ConflictException,
  CreateJobCommand,
  CreateJobTemplateCommand,
  CreatePackageCommand,
  CreatePackageVersionCommand,
  CreateThingCommand,
  DeleteJobTemplateCommand,
  DeletePackageCommand,
  DeletePackageVersionCommand,
  DescribeJobCommand,
  DescribeJobTemplateCommand,
  DescribeManagedJobTemplateCommand,
  GetJobDocumentCommand,
  GetPackageCommand,
  GetPackageConfigurationCommand,
  GetPackageVersionCommand,
  InvalidRequestException,
  LimitExceededException,
  ListTagsForResourceCommand,
  paginateListJobTemplates,
  paginateListManagedJobTemplates,
  paginateListPackages,
  paginateListPackageVersions,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  UpdatePackageCommand,
  UpdatePackageConfigurationCommand,
  UpdatePackageVersionCommand,
  ValidationException,
} from '@aws-sdk/client-iot';
import { DescribeJobExecutionCommand, StartNextPendingJobExecutionCommand } from '@aws-sdk/client-iot-jobs-data-plane';
import { jobTemplateOperations } from '../../../src/contract/operations/job-template/index.ts';
import { packageOperations } from '../../../src/contract/operations/package/index.ts';
import { startTestS3 } from '../../support/s3.ts';
import { uniqueName } from '../support/device.ts';
import { arnOf, assertAllAsked, jobsDataClient, recordingClient, refusal } from '../support/iot-client.ts';
import { createJob, DOCUMENT, queueJob } from '../support/jobs.ts';
import { startServer } from '../support/server.ts';

const s3 = await startTestS3();
const server = await startServer(['--object-store-endpoint', s3.endpoint, '--object-store-region', s3.region], {
  MUSTERD_OBJECT_STORE_ACCESS_KEY_ID: s3.accessKeyId,
  MUSTERD_OBJECT_STORE_SECRET_ACCESS_KEY: s3.secretAccessKey,
  MUSTERD_QUOTA_JOB_TEMPLATES: '5',
  MUSTERD_QUOTA_TAGS_PER_RESOURCE: '2',
});
const client = recordingClient(server);
const { iot } = client;
const device = jobsDataClient(server, server.dataEndpoint);
const roleArn = 'arn:aws:iam::000000000000:role/reader';

async function createThing() {
  const thingName = uniqueName('lamp');
  const { thingArn = '' } = await iot.send(new CreateThingCommand({ thingName }));
  return { thingName, thingArn };
}

async function documentOf(jobId: string, beforeSubstitution = false): Promise<string> {
  return (await iot.send(new GetJobDocumentCommand({ jobId, beforeSubstitution }))).document ?? '';
}

describe('packages', () => {
  const packageName = uniqueName('app');
  const version = (versionName: string) => ({ packageName, versionName });

  test('are created, changed, listed and deleted', async () => {
    const created = await iot.send(new CreatePackageCommand({ packageName, description: 'd', tags: { a: '1' } }));
    const packageArn = arnOf(server, 'package', packageName);
    assert.deepEqual([created.packageName, created.packageArn, created.description], [packageName, packageArn, 'd']);
    const { tags } = await iot.send(new ListTagsForResourceCommand({ resourceArn: packageArn }));
    assert.deepEqual(tags, [{ Key: 'a', Value: '1' }]);
    await iot.send(new UpdatePackageCommand({ packageName, description: 'e' }));
    const found = await iot.send(new GetPackageCommand({ packageName }));
    assert.equal(found.description, 'e');
    assert.ok(found.creationDate instanceof Date && Math.abs(found.creationDate.getTime() - Date.now()) < 60_000);
    const names: (string | undefined)[] = [];
    for await (const page of paginateListPackages({ client: iot, pageSize: 1 }, {})) {
      names.push(...(page.packageSummaries ?? []).map((summary) => summary.packageName));
    }
    assert.ok(names.includes(packageName));
  });

  test('have versions with a life of their own', async () => {
    const attributes = { url: 'https://example.com', size: '7' };
    const artifact = { s3Location: { bucket: s3.bucket, key: 'image.bin' } };
    const created = await iot.send(
      new CreatePackageVersionCommand({ ...version('1'), attributes, artifact, recipe: '{}' }),
    );
    assert.equal(created.packageVersionArn, arnOf(server, 'package', `${packageName}/version/1`));
    assert.equal(created.status, 'DRAFT');
    await iot.send(new UpdatePackageVersionCommand({ ...version('1'), action: 'PUBLISH' }));
    const found = await iot.send(new GetPackageVersionCommand(version('1')));
    assert.deepEqual(
      [found.status, found.attributes, found.artifact, found.recipe],
      ['PUBLISHED', attributes, artifact, '{}'],
    );
    await iot.send(new UpdatePackageCommand({ packageName, defaultVersionName: '1' }));
    const statuses: (string | undefined)[] = [];
    for await (const page of paginateListPackageVersions({ client: iot, pageSize: 1 }, { packageName })) {
      statuses.push(...(page.packageVersionSummaries ?? []).map(({ status }) => status));
    }
    assert.deepEqual(statuses, ['PUBLISHED']);
  });

  test('refuse under the names that the API has for them', async () => {
    const again = await refusal(iot.send(new CreatePackageCommand({ packageName })), ConflictException);
    assert.equal(again.resourceId, packageName);
    await refusal(iot.send(new DeletePackageCommand({ packageName })), ValidationException);
    await refusal(iot.send(new DeletePackageVersionCommand(version('1'))), ValidationException);
    await refusal(iot.send(new CreatePackageCommand({ packageName: 'a b' })), ValidationException);
    await refusal(iot.send(new GetPackageCommand({ packageName: 'none' })), ResourceNotFoundException);
    const draft = iot.send(new UpdatePackageVersionCommand({ ...version('1'), attributes: { a: 'b' } }));
    await refusal(draft, ConflictException);
    const tags = { a: '', b: '', c: '' };
    const tooMany = iot.send(new CreatePackageCommand({ packageName: uniqueName('app'), tags }));
    const error = await refusal(tooMany, ServiceQuotaExceededException);
    assert.equal(error.$metadata.httpStatusCode, 402);
  });

  test('take a repeated call once', async () => {
    const input = { packageName: uniqueName('app'), clientToken: 'a-token-of-at-least-thirty-six-characters' };
    await iot.send(new CreatePackageCommand(input));
    await iot.send(new CreatePackageCommand(input));
    await refusal(iot.send(new CreatePackageCommand({ ...input, description: 'd' })), ConflictException);
  });

  test('are put into documents, and stay in jobs when they are gone', async () => {
    const { thingArn } = await createThing();
    const all = `\${aws:iot:package:${packageName}:version:$default:attributes}`;
    const document = JSON.stringify({ all, one: `\${aws:iot:package::version::attributes:size}` });
    const destinationPackageVersions = [arnOf(server, 'package', `${packageName}/version/1`)];
    const jobId = await createJob(iot, [thingArn], { document, destinationPackageVersions });
    const resolved = { all: { url: 'https://example.com', size: '7' }, one: '7' };
    assert.deepEqual(JSON.parse(await documentOf(jobId)), resolved);
    assert.equal(await documentOf(jobId, true), document);
    const { job } = await iot.send(new DescribeJobCommand({ jobId }));
    assert.deepEqual(job?.destinationPackageVersions, destinationPackageVersions);
    await iot.send(new UpdatePackageCommand({ packageName, unsetDefaultVersion: true }));
    await iot.send(new DeletePackageVersionCommand(version('1')));
    await iot.send(new DeletePackageCommand({ packageName }));
    assert.deepEqual(JSON.parse(await documentOf(jobId)), resolved);
    await refusal(createJob(iot, [thingArn], { document, destinationPackageVersions }), ResourceNotFoundException);
  });

  test('have a configuration', async () => {
    const versionUpdateByJobsConfig = { enabled: true, roleArn };
    await iot.send(new UpdatePackageConfigurationCommand({ versionUpdateByJobsConfig }));
    const found = await iot.send(new GetPackageConfigurationCommand({}));
    assert.deepEqual(found.versionUpdateByJobsConfig, versionUpdateByJobsConfig);
  });
});

describe('job templates', () => {
  test('are created, described, used, listed and deleted', async () => {
    const jobTemplateId = uniqueName('template');
    const template = {
      jobTemplateId,
      description: 'd',
      document: DOCUMENT,
      timeoutConfig: { inProgressTimeoutInMinutes: 9 },
    };
    const { jobTemplateArn } = await iot.send(new CreateJobTemplateCommand(template));
    assert.equal(jobTemplateArn, arnOf(server, 'jobtemplate', jobTemplateId));
    const { $metadata: _, createdAt, ...described } = await iot.send(new DescribeJobTemplateCommand({ jobTemplateId }));
    assert.deepEqual(described, { ...template, jobTemplateArn });
    assert.ok(createdAt instanceof Date);
    const again = await refusal(iot.send(new CreateJobTemplateCommand(template)), ConflictException);
    assert.equal(again.resourceId, jobTemplateId);

    const { thingArn } = await createThing();
    const jobId = uniqueName('job');
    const created = await iot.send(new CreateJobCommand({ jobId, targets: [thingArn], jobTemplateArn }));
    assert.equal(created.description, 'd');
    assert.equal(await documentOf(jobId), DOCUMENT);
    const copy = { jobTemplateId: uniqueName('template'), description: 'copy', jobArn: arnOf(server, 'job', jobId) };
    await iot.send(new CreateJobTemplateCommand(copy));

    const ids: (string | undefined)[] = [];
    for await (const page of paginateListJobTemplates({ client: iot, pageSize: 1 }, {})) {
      ids.push(...(page.jobTemplates ?? []).map((summary) => summary.jobTemplateId));
    }
    assert.deepEqual(ids, [jobTemplateId, copy.jobTemplateId].sort());
    await iot.send(new DeleteJobTemplateCommand({ jobTemplateId }));
    await refusal(iot.send(new DescribeJobTemplateCommand({ jobTemplateId })), ResourceNotFoundException);
    const fill = async (): Promise<never> => {
      for (;;) await iot.send(new CreateJobTemplateCommand({ ...template, jobTemplateId: uniqueName('template') }));
    };
    await refusal(fill(), LimitExceededException);
  });

  test('that are managed put parameters into their documents', async () => {
    const { thingArn } = await createThing();
    const arns: (string | undefined)[] = [];
    for await (const page of paginateListManagedJobTemplates({ client: iot, pageSize: 3 }, {})) {
      arns.push(...(page.managedJobTemplates ?? []).map(({ templateArn }) => templateArn));
    }
    const templateName = 'AWS-Install-Application';
    const described = await iot.send(new DescribeManagedJobTemplateCommand({ templateName }));
    assert.ok(arns.includes(described.templateArn));
    const jobTemplateArn = described.templateArn;
    const options = { document: undefined, jobTemplateArn };
    const jobId = await createJob(iot, [thingArn], { ...options, documentParameters: { packages: 'curl jq' } });
    assert.deepEqual(JSON.parse(await documentOf(jobId)).steps[0].action.input.args, ['curl jq']);
    assert.equal(await documentOf(jobId, true), described.document);
    await refusal(createJob(iot, [thingArn], options), InvalidRequestException);
  });
});

describe('objects of the store', () => {
  test('are read as documents once', async () => {
    await s3.put('jobs/one.json', DOCUMENT);
    const { thingArn } = await createThing();
    const documentSource = `https://${s3.bucket}.s3.us-east-1.amazonaws.com/jobs/one.json`;
    const jobId = await createJob(iot, [thingArn], { document: undefined, documentSource });
    await s3.put('jobs/one.json', '{}');
    assert.equal(await documentOf(jobId), DOCUMENT);
    assert.equal((await iot.send(new DescribeJobCommand({ jobId }))).documentSource, documentSource);
    const missing = { document: undefined, documentSource: `${documentSource}.missing` };
    await refusal(createJob(iot, [thingArn], missing), InvalidRequestException);
  });

  test('are reached by devices through the URL in their document', async () => {
    await s3.put('image 1.bin', 'the image');
    const thing = await createThing();
    const { thingName } = thing;
    const placeholder = `\${aws:iot:s3-presigned-url:https://s3.us-east-1.amazonaws.com/${s3.bucket}/image%201.bin}`;
    const document = JSON.stringify({ image: placeholder });
    const jobId = await queueJob(iot, thing, { document, presignedUrlConfig: { roleArn, expiresInSec: 300 } });
    const { execution } = await device.send(new StartNextPendingJobExecutionCommand({ thingName }));
    const { image } = JSON.parse(String(execution?.jobDocument));
    assert.ok(image.startsWith(`${s3.endpoint}/`), image);
    const response = await fetch(image);
    assert.equal(await response.text(), 'the image');
    const again = await device.send(new DescribeJobExecutionCommand({ thingName, jobId }));
    assert.equal(again.execution?.jobDocument, execution?.jobDocument);
    assert.equal(await documentOf(jobId), document);
  });
});

test('every operation on templates and packages was asked for', () => {
  assertAllAsked(client, { ...jobTemplateOperations, ...packageOperations });
});
