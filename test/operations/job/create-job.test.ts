import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { call, createGroup, createTestJob, createThings, groups, things } from '../../support/jobs.ts';
import { refusal } from '../../support/refusal.ts';

type Input = Parameters<typeof call.CreateJob>[1];

const engine = await testEngine({ quotas: { targetsPerJob: 3 } });
await createThings(engine, 'a', 'b', 'c', 'd', 'colon:in:name');
await createGroup(engine, 'fleet', 'a');
let jobId: string;
let count = 0;

beforeEach(() => {
  count += 1;
  jobId = `job-${count}`;
});

const create = (further: Partial<Input> = {}) =>
  call.CreateJob(engine, { jobId, targets: things('a'), document: '{}', ...further });
const job = async (context: TestEngine = engine) => (await call.DescribeJob(context, { jobId })).job;
/** A document with this placeholder. */
const placeholder = (text: string) => `"\${aws:iot:${text}}"`;
const placeholders = (number: number) => `[${Array(number).fill(placeholder('parameter:x'))}]`;

describe('CreateJob', () => {
  test('answers with the ARN, the id and the description that was given', async () => {
    const jobArn = `arn:aws:iot:us-east-1:000000000000:job/${jobId}`;
    assert.deepEqual(await create({ description: 'text' }), { jobArn, jobId, description: 'text' });
    jobId = `${jobId}-b`;
    assert.deepEqual(await create(), { jobArn: `${jobArn}-b`, jobId });
  });

  test('stores the document byte for byte, whatever JSON it is', async () => {
    for (const [index, document] of [
      '{ "b" : 1,\n "a":2 }',
      '[1, 2]',
      '"text"',
      ' null ',
      '1.0e5',
      '{"ü":"\\u0000"}',
    ].entries()) {
      jobId = `${jobId}-${index}`;
      await create({ document });
      assert.equal((await call.GetJobDocument(engine, { jobId })).document, document);
    }
  });

  const refused: readonly (readonly [string, Partial<Input> & { readonly document?: undefined | string }, RegExp])[] = [
    ['a document and a source', { documentSource: 'https://s3.amazonaws.com/b/k' }, /not both/],
    ['a document that is not JSON', { document: '{' }, /valid JSON/],
    ['an empty document', { document: '' }, /valid JSON/],
    ['a document over 32,768 bytes', { document: JSON.stringify('ü'.repeat(16_384)) }, /32768 bytes/],
    ['more than ten placeholders', { document: placeholders(11) }, /placeholders/],
    [
      'a presigned URL without a store',
      { document: placeholder('s3-presigned-url:https://s3.amazonaws.com/b/k') },
      /object store/,
    ],
    ['a code signature', { document: placeholder('code-sign-signature:s3://r.b/k@1') }, /not supported/],
    ['an unknown package version', { document: placeholder('package:p:version:1:attributes:k') }, /package version/],
    ['parameters without a managed template', { documentParameters: { a: 'b' } }, /managed template/],
    ['too many package versions', { destinationPackageVersions: Array(26).fill('arn:aws:x') }, /at most 25/],
    ['a timeout of no minutes', { timeoutConfig: { inProgressTimeoutInMinutes: 0 } }, /1 to 10080/],
    ['a timeout over a week', { timeoutConfig: { inProgressTimeoutInMinutes: 10_081 } }, /1 to 10080/],
    ['a rate above the quota', { jobExecutionsRolloutConfig: { maximumPerMinute: 1_001 } }, /at most 1000/],
    ['a tag of the vendor', { tags: [{ Key: 'aws:x', Value: '' }] }, /aws:/],
  ];
  for (const [what, further, message] of refused) {
    test(`refuses ${what}`, async () => {
      await assert.rejects(create(further), refusal('InvalidRequestException', message));
      await assert.rejects(job(), { name: 'ResourceNotFoundException' });
    });
  }

  test('refuses a job without any document, and one whose source cannot be read', async () => {
    const input = { jobId, targets: things('a') };
    await assert.rejects(call.CreateJob(engine, input), refusal('InvalidRequestException', /document/));
    const sourced = { ...input, documentSource: 'https://s3.amazonaws.com/b/k' };
    await assert.rejects(call.CreateJob(engine, sourced), refusal('InvalidRequestException', /object store/));
  });

  test('takes what is just within the limits', async () => {
    await create({
      document: JSON.stringify('ü'.repeat(16_383)),
      timeoutConfig: { inProgressTimeoutInMinutes: 10_080 },
      jobExecutionsRolloutConfig: { maximumPerMinute: 1_000 },
    });
    jobId = `${jobId}-b`;
    await create({ document: placeholders(10), timeoutConfig: {}, jobExecutionsRolloutConfig: {} });
  });

  for (const target of [
    'a',
    'arn:aws:iot:us-east-1:000000000000:thing/',
    'arn:aws:iot:us-east-1:000000000000:thing',
    'arn:aws:iot:us-east-1:000000000000:job/a',
    'arn:aws:iot:eu-west-1:000000000000:thing/a',
    'arn:aws:iot:us-east-1:111111111111:thing/a',
    'arn:aws-cn:iot:us-east-1:000000000000:thing/a',
    'arn:aws:s3:us-east-1:000000000000:thing/a',
  ]) {
    test(`refuses the target ${target}`, async () => {
      await assert.rejects(create({ targets: [...things('a'), target] }), refusal('InvalidRequestException', /ARN/));
    });
  }

  test('refuses targets that do not exist, and names the first of them', async () => {
    const thing = create({ targets: [...things('a', 'nobody'), ...groups('nothing')] });
    await assert.rejects(thing, refusal('ResourceNotFoundException', /thing\/nobody/));
    const group = create({ targets: [...groups('nothing'), ...things('nobody')] });
    await assert.rejects(group, refusal('ResourceNotFoundException', /thinggroup\/nothing/));
    await assert.rejects(job(), { name: 'ResourceNotFoundException' });
  });

  test('takes each target once, in the order in which they were given', async () => {
    const targets = [...things('colon:in:name'), ...groups('fleet'), ...things('a')];
    await create({ targets: [...targets, ...targets] });
    assert.deepEqual((await job())?.targets, targets);
  });

  test('refuses more distinct targets than the quota', async () => {
    const over = create({ targets: things('a', 'b', 'c', 'd') });
    await assert.rejects(over, refusal('LimitExceededException', /at most 3/));
    await create({ targets: things('a', 'b', 'c', 'a') });
  });

  test('refuses templates and package versions, of which there are none', async () => {
    const jobTemplateArn = 'arn:aws:iot:us-east-1:000000000000:jobtemplate/none';
    await assert.rejects(create({ jobTemplateArn }), refusal('ResourceNotFoundException', /jobtemplate\/none/));
    const destinationPackageVersions = ['arn:aws:iot:us-east-1:000000000000:package/p/version/1'];
    await assert.rejects(create({ destinationPackageVersions }), refusal('ResourceNotFoundException', /package/));
  });

  test('refuses an id that is taken in any state, even for the same input, and names who has it', async () => {
    const members = { resourceId: jobId, resourceArn: `arn:aws:iot:us-east-1:000000000000:job/${jobId}` };
    const assertTaken = () => assert.rejects(create(), refusal('ResourceAlreadyExistsException', undefined, members));
    await create();
    await assertTaken();
    await call.CancelJob(engine, { jobId });
    await assertTaken();
    await engine.settle();
    await call.DeleteJob(engine, { jobId });
    await assertTaken();
    await engine.settle();
    await create();
  });

  test('lets one of many with the same id win', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => create()));
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.name] : []));
    assert.deepEqual(failed, Array(7).fill('ResourceAlreadyExistsException'));
  });

  test('stores the tags of the job', async () => {
    await create({ tags: [{ Key: 'team', Value: 'one' }] });
    const resourceArn = `arn:aws:iot:us-east-1:000000000000:job/${jobId}`;
    const { tags } = await call.ListTagsForResource(engine, { resourceArn });
    assert.deepEqual(tags, [{ Key: 'team', Value: 'one' }]);
  });
});

test('active snapshot and continuous jobs have quotas of their own', async () => {
  const small = await testEngine({ quotas: { activeSnapshotJobs: 1, activeContinuousJobs: 1 } });
  await createThings(small, 'a');
  const continuous = { targetSelection: 'CONTINUOUS' } as const;
  await createTestJob(small, 'snapshot', things('a'));
  await createTestJob(small, 'continuous', things('a'), continuous);
  await assert.rejects(
    createTestJob(small, 'more', things('a')),
    refusal('LimitExceededException', /1 active snapshot/),
  );
  const second = createTestJob(small, 'more', things('a'), continuous);
  await assert.rejects(second, refusal('LimitExceededException', /1 active continuous/));
  await call.CancelJob(small, { jobId: 'snapshot' });
  await createTestJob(small, 'more', things('a'));
  await call.DeleteJob(small, { jobId: 'continuous', force: true });
  await createTestJob(small, 'more-continuous', things('a'), continuous);
});

test('a job id can be used again after a deletion, and nothing of the old job is there', async () => {
  await create({ description: 'old', tags: [{ Key: 'old', Value: '' }], document: '{"old":1}', namespaceId: 'old' });
  await engine.settle();
  await engine.devices.UpdateJobExecution({ thingName: 'a', jobId, status: 'SUCCEEDED' });
  await engine.settle();
  await call.DeleteJob(engine, { jobId });
  await engine.settle();
  await create({ document: '{"new":1}' });
  const fresh = await job();
  assert.deepEqual([fresh?.description, fresh?.namespaceId, fresh?.completedAt], [undefined, undefined, undefined]);
  assert.equal(fresh?.jobProcessDetails?.numberOfSucceededThings, 0);
  const { tags } = await call.ListTagsForResource(engine, { resourceArn: String(fresh?.jobArn) });
  assert.deepEqual(tags, []);
  await engine.settle();
  const { execution } = await call.DescribeJobExecution(engine, { jobId, thingName: 'a' });
  assert.deepEqual([execution?.executionNumber, execution?.versionNumber], [1, 1]);
  const described = await engine.devices.DescribeJobExecution({ thingName: 'a', jobId });
  assert.equal(described.execution?.jobDocument, '{"new":1}');
});
