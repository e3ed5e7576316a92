/** What operators reach by way of other resources, over HTTP (docs/service/permissions.md). */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runRollouts } from '../../src/engine/workers/rollout.ts';
import type { ObjectStore } from '../../src/lib/object-store.ts';
import { refusalIn } from '../gateway/http/test-gateway.ts';
import { call, createThings } from '../support/jobs.ts';
import { type Credentials, operatorGateway, policy, type Statement } from '../support/operators.ts';

const reads: string[] = [];
const stored = new Map<string, string>();
const objectStore: ObjectStore = {
  async readText({ bucket, key }) {
    reads.push(`${bucket}/${key}`);
    return { kind: 'text', text: stored.get(key) ?? '{}' };
  },
  presign: async () => 'https://signed',
  close: () => undefined,
};
const { audit, context, operators, send, user } = await operatorGateway(
  { 'failed-sign-ins-per-minute': 'unlimited' },
  { objectStore },
);
const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
const roleArn = 'arn:aws:iam::000000000000:role/reader';
const presigned = (key: string) => `\${aws:iot:s3-presigned-url:https://s3.amazonaws.com/payroll/${key}}`;

const put = (path: string, body: object, credentials: Credentials) =>
  send({ method: 'PUT', path, body: JSON.stringify(body) }, credentials);
const post = (path: string, body: object, credentials: Credentials) =>
  send({ method: 'POST', path, body: JSON.stringify(body) }, credentials);

const everything: Statement = { Action: '*' };
const deny = (Action: string, Resource: string): Statement => ({ Effect: 'Deny', Action, Resource });

let users = 0;
function somebody(...statements: readonly Statement[]): Promise<Credentials> {
  users += 1;
  return user(`user-${users}`, policy(...statements));
}

/** The action and resource of a refusal. */
const refusedFor = (response: Parameters<typeof refusalIn>[0]) =>
  /perform: (\S+ on resource: \S+)/.exec(refusalIn(response))?.[1] ?? `${response.status} ${response.text}`;

await createThings(context, 'lamp', 'device');
const targets = [arn('thing/lamp')];

test('a foreign resource is refused in the same words, whether or not it exists', async () => {
  const team = await somebody({
    Action: '*',
    Resource: [arn('thinggroup/mine*'), arn('thing/mine*'), arn('job/mine*'), arn('jobtemplate/mine*')],
  });
  await call.CreateThingGroup(context, { thingGroupName: 'prod' });
  await call.CreateJob(context, { jobId: 'payroll', targets, document: '{"salary": 1}' });
  await call.CreateJobTemplate(context, { jobTemplateId: 'payroll', description: 'd', document: '{"salary": 1}' });
  const attempts = [
    (name: string) => post('/thing-groups/mine', { parentGroupName: name }, team),
    (name: string) => put('/job-templates/mine', { description: 'd', jobArn: arn(`job/${name}`) }, team),
    (name: string) =>
      put('/jobs/mine', { targets: [arn('thing/mine')], jobTemplateArn: arn(`jobtemplate/${name}`) }, team),
    (name: string) => put('/jobs/mine', { targets: [arn(`thinggroup/${name}`)], document: '{}' }, team),
  ];
  for (const attempt of attempts) {
    const refusals = [];
    for (const name of ['prod', 'payroll', 'missing']) {
      const response = await attempt(name);
      assert.equal(response.status, 403);
      refusals.push(refusalIn(response).replaceAll(name, 'NAME'));
    }
    assert.equal(new Set(refusals).size, 1);
  }
});

describe('the object store reads and signs nothing for whom s3 is denied', () => {
  const url = 'https://s3.amazonaws.com/payroll/secret.json';
  const refused = 's3:GetObject on resource: arn:aws:s3:::payroll/secret.json';

  test('by documentSource', async () => {
    const thief = await somebody(everything, deny('s3:*', '*'));
    reads.length = 0;
    assert.equal(refusedFor(await put('/jobs/steal', { targets, documentSource: url }, thief)), refused);
    const template = { description: 'd', documentSource: url };
    assert.equal(refusedFor(await put('/job-templates/steal', template, thief)), refused);
    assert.deepEqual(reads, [], 'nothing was read');
  });

  test('by a placeholder, while whoever may read the object gets the job', async () => {
    const thief = await somebody(everything, deny('s3:*', '*'));
    const job = {
      targets,
      document: JSON.stringify({ url: presigned('secret.json') }),
      presignedUrlConfig: { roleArn },
    };
    assert.equal(refusedFor(await put('/jobs/sign', job, thief)), refused);
    const clerk = await somebody(
      { Action: ['iot:*', 'iam:PassRole'] },
      { Action: 's3:GetObject', Resource: 'arn:aws:s3:::payroll/*' },
    );
    assert.equal((await put('/jobs/sign', job, clerk)).status, 200);
    const update = { method: 'PATCH', path: '/jobs/sign', body: '{"presignedUrlConfig": {"expiresInSec": 3600}}' };
    assert.equal(refusedFor(await send(update, thief)), refused);
    assert.equal((await send(update, clerk)).status, 200);
  });
});

describe('what a document turns out to ask for is asked about, too', () => {
  test('of a template, and its role', async () => {
    const document = JSON.stringify({ url: presigned('of-template.json') });
    await call.CreateJobTemplate(context, {
      jobTemplateId: 'signing',
      description: 'd',
      document,
      presignedUrlConfig: { roleArn },
    });
    const job = { targets, jobTemplateArn: arn('jobtemplate/signing') };
    const object = 'arn:aws:s3:::payroll/of-template.json';
    const noObject = await somebody(everything, deny('s3:*', '*'));
    assert.equal(refusedFor(await put('/jobs/t', job, noObject)), `s3:GetObject on resource: ${object}`);
    const noRole = await somebody(everything, deny('iam:PassRole', roleArn));
    assert.equal(refusedFor(await put('/jobs/t', job, noRole)), `iam:PassRole on resource: ${roleArn}`);
    assert.equal((await put('/jobs/t', job, await somebody(everything))).status, 200);
    const copy = { description: 'd', jobArn: arn('job/t') };
    assert.equal(refusedFor(await put('/job-templates/copy', copy, noObject)), `s3:GetObject on resource: ${object}`);
  });

  test('of an object, and the refusal is written down as one', async () => {
    stored.set('indirect.json', JSON.stringify({ url: presigned('secret.json') }));
    const reader = await somebody(everything, deny('s3:*', 'arn:aws:s3:::payroll/*'));
    const job = {
      targets,
      documentSource: 'https://s3.amazonaws.com/public/indirect.json',
      presignedUrlConfig: { roleArn },
    };
    const refused = 's3:GetObject on resource: arn:aws:s3:::payroll/secret.json';
    assert.equal(refusedFor(await put('/jobs/indirect', job, reader)), refused);
    await operators.audit.flush();
    const [entry] = await audit({ action: 'iot:CreateJob', decision: 'denied' });
    assert.equal(entry?.['result'], 'AccessDeniedException');
    assert.deepEqual((entry?.['resources'] as readonly string[] | undefined)?.slice(0, 1), [arn('job/indirect')]);
  });
});

describe('packages', () => {
  const placeholder = (version: string, what: string) => `\${aws:iot:package:vault:version:${version}:${what}}`;
  const version = (versionName: string) => arn(`package/vault/version/${versionName}`);
  const readable = (versionName: string) => `iot:GetPackageVersion on resource: ${version(versionName)}`;

  test('a document does not read packages that its author may not read', async () => {
    await call.CreatePackage(context, { packageName: 'vault' });
    const artifact = { s3Location: { bucket: 'payroll', key: 'artifact.bin' } };
    const made = { packageName: 'vault', versionName: '1', attributes: { pin: '1234' }, artifact };
    await call.CreatePackageVersion(context, made);
    await call.UpdatePackageVersion(context, { packageName: 'vault', versionName: '1', action: 'PUBLISH' });
    await call.UpdatePackage(context, { packageName: 'vault', defaultVersionName: '1' });
    const outsider = await somebody(everything, deny('iot:GetPackageVersion', version('*')));
    for (const name of ['1', 'missing', '$default']) {
      const job = { targets, document: JSON.stringify({ pin: placeholder(name, 'attributes:pin') }) };
      assert.equal(refusedFor(await put('/jobs/pin', job, outsider)), readable(name));
    }
    const short = { targets, document: '{"pin": "${aws:iot:package::version::attributes:pin}"}' };
    const job = { ...short, destinationPackageVersions: [version('1')] };
    assert.equal(refusedFor(await put('/jobs/pin', job, outsider)), readable('1'));
    const signing = {
      targets,
      document: JSON.stringify({ url: placeholder('1', 'artifact:s3-presigned-url') }),
      presignedUrlConfig: { roleArn },
    };
    const noObject = await somebody(everything, deny('s3:GetObject', 'arn:aws:s3:::payroll/*'));
    const object = 's3:GetObject on resource: arn:aws:s3:::payroll/artifact.bin';
    assert.equal(refusedFor(await put('/jobs/artifact', signing, noObject)), object);
    assert.equal((await put('/jobs/artifact', signing, await somebody(everything))).status, 200);
  });

  test('a default version is asked about by its own name', async () => {
    const careful = await somebody(everything, deny('iot:CreateJob', version('1')));
    const job = { targets, document: '{}', destinationPackageVersions: [version('$default')] };
    const refused = `iot:CreateJob on resource: ${version('1')}`;
    assert.equal(refusedFor(await put('/jobs/default', job, careful)), refused);
    const noReading = await somebody(everything, deny('iot:GetPackageVersion', version('1')));
    const naming = { targets, document: JSON.stringify({ pin: placeholder('$default', 'attributes:pin') }) };
    assert.equal(refusedFor(await put('/jobs/default', naming, noReading)), readable('1'));
  });
});

test('the device API gives no document to whom GetJobDocument is denied', async () => {
  for (const jobId of ['open', 'secret']) {
    await call.CreateJob(context, { jobId, targets: [arn('thing/device')], document: `{"of": "${jobId}"}` });
  }
  await runRollouts({
    ...context,
    ...context.settings,
    minimumDeletionMs: 0,
    smallestShare: 1,
    isStopping: () => false,
    breathe: { chunkSize: () => 100, pause: () => Promise.resolve() },
  });
  const service = 'iot-jobs-data';
  const device = { ...(await somebody({ Action: 'iotjobsdata:*' })), service };
  const proxy = { ...(await somebody(everything, deny('iot:GetJobDocument', arn('job/secret')))), service };
  const documentIn = async (request: Parameters<typeof send>[0], credentials: Credentials) => {
    const response = await send(request, credentials);
    assert.equal(response.status, 200, response.text);
    const { execution, jobDocument } = JSON.parse(response.text);
    return (execution?.jobDocument ?? jobDocument) as string | undefined;
  };
  const describe = (jobId: string) => ({ path: `/things/device/jobs/${jobId}` });
  assert.equal(await documentIn(describe('secret'), device), '{"of": "secret"}', 'nothing needs to be allowed');
  assert.equal(await documentIn(describe('open'), proxy), '{"of": "open"}');
  assert.equal(await documentIn(describe('secret'), proxy), undefined);
  const start = { method: 'PUT', path: '/things/device/jobs/$next', body: '{}' };
  assert.equal(await documentIn(start, proxy), '{"of": "open"}');
  const update = (jobId: string, status: string) => ({
    method: 'POST',
    path: `/things/device/jobs/${jobId}`,
    body: JSON.stringify({ status, includeJobDocument: true }),
  });
  assert.equal(await documentIn(update('open', 'SUCCEEDED'), proxy), '{"of": "open"}');
  assert.equal(await documentIn({ path: '/things/device/jobs/$next' }, proxy), undefined);
  assert.equal(await documentIn(start, proxy), undefined);
  assert.equal(await documentIn(update('secret', 'IN_PROGRESS'), proxy), undefined);
  assert.equal(await documentIn(update('secret', 'IN_PROGRESS'), device), '{"of": "secret"}');
});
