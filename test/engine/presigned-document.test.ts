/**
 * Documents with presigned URLs, on all ways by which devices get them
 * (docs/service/devices.md#presigned-urls-for-devices).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openObjectStore } from '../../src/lib/object-store.ts';
import { testEngine } from '../support/engine.ts';
import { call, createThings, things } from '../support/jobs.ts';

const roleArn = 'arn:aws:iam::000000000000:role/reader';
const objectStore = openObjectStore({
  endpoint: 'https://objects.example.com',
  region: 'eu-west-1',
  accessKeyId: 'KEY',
  secretAccessKey: 'secret',
  pathStyle: true,
});
const engine = await testEngine({ objectStore });
const { clock, devices } = engine;
const DOCUMENT = JSON.stringify({
  image: `\${aws:iot:s3-presigned-url:https://s3.amazonaws.com/firmware/image}`,
  old: `\${aws:iot:s3-presigned-url-v2:https://s3.amazonaws.com/firmware/image?versionId=1}`,
});

/** A job on one thing, rolled out; the name of the thing is also the id of the job. */
async function rollOut(name: string, document = DOCUMENT, expiresInSec = 600): Promise<void> {
  await createThings(engine, name);
  const presignedUrlConfig = { roleArn, expiresInSec };
  await call.CreateJob(engine, { jobId: name, targets: things(name), document, presignedUrlConfig });
  engine.heardDocuments.length = 0;
  await engine.settle();
}

async function describeNext(thingName: string): Promise<string> {
  const { execution } = await devices.DescribeJobExecution({ thingName, jobId: '$next' });
  return execution?.jobDocument ?? '';
}

const signedAt = (document: string) => new URL(JSON.parse(document).image).searchParams.get('X-Amz-Date');

test('every request for the document gives the same URLs, with the lifetime of the job', async () => {
  await rollOut('alike');
  const described = await describeNext('alike');
  const image = new URL(JSON.parse(described).image);
  assert.equal(image.origin + image.pathname, 'https://objects.example.com/firmware/image');
  assert.equal(image.searchParams.get('X-Amz-Expires'), '600');
  assert.equal(new URL(JSON.parse(described).old).searchParams.get('versionId'), '1');
  assert.deepEqual(engine.heardDocuments, [described]);
  clock.advance(299_000);
  const started = await devices.StartNextPendingJobExecution({ thingName: 'alike' });
  assert.equal(started.execution?.jobDocument, described);
  const update = { thingName: 'alike', jobId: 'alike', status: 'IN_PROGRESS' as const, includeJobDocument: true };
  assert.equal((await devices.UpdateJobExecution(update)).jobDocument, described);
});

test('URLs are made anew when no more than half of their lifetime is left', async () => {
  await rollOut('renewed');
  const first = await describeNext('renewed');
  clock.advance(300_000);
  const second = await describeNext('renewed');
  assert.notEqual(signedAt(second), signedAt(first));
  assert.equal(await describeNext('renewed'), second);
});

test('a lifetime changed by UpdateJob counts for URLs made from then on', async () => {
  await rollOut('updated');
  const first = await describeNext('updated');
  await call.UpdateJob(engine, { jobId: 'updated', presignedUrlConfig: { roleArn, expiresInSec: 60 } });
  assert.equal(await describeNext('updated'), first);
  clock.advance(300_000);
  assert.equal(new URL(JSON.parse(await describeNext('updated')).image).searchParams.get('X-Amz-Expires'), '60');
});

test('things that ask at different times have URLs of their own', async () => {
  await createThings(engine, 'one', 'two');
  const targets = things('one', 'two');
  await call.CreateJob(engine, { jobId: 'both', targets, document: DOCUMENT, presignedUrlConfig: { roleArn } });
  await engine.settle();
  const one = await describeNext('one');
  clock.advance(1_801_000);
  assert.notEqual(await describeNext('two'), one);
  assert.equal(new URL(JSON.parse(one).image).searchParams.get('X-Amz-Expires'), '3600');
});

test('a document without placeholders is handed out byte for byte', async () => {
  const document = ` {"a": "\${aws:iot:else}" ,"b":1.0e1}`;
  await rollOut('plain', document);
  assert.equal(await describeNext('plain'), document);
  assert.deepEqual(engine.heardDocuments, [document]);
});

test('without an object store, placeholders stay, a warning is logged and the request succeeds', async () => {
  const without = await testEngine();
  await createThings(without, 'thing');
  const input = { jobId: 'left', targets: things('thing'), document: DOCUMENT, presignedUrlConfig: { roleArn } };
  // Created while there was a store, which is gone after a restart.
  await call.CreateJob({ ...without, objectStore }, input);
  await without.settle();
  const { execution } = await without.devices.StartNextPendingJobExecution({ thingName: 'thing' });
  assert.equal(execution?.jobDocument, DOCUMENT);
  assert.deepEqual(without.heardDocuments, [DOCUMENT]);
  assert.ok(without.unresolved.includes('https://s3.amazonaws.com/firmware/image'));
});
