/** Jobs through `@aws-sdk/client-iot`. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  AddThingToThingGroupCommand,
  AssociateTargetsWithJobCommand,
  CancelJobCommand,
  CreateJobCommand,
  CreateThingCommand,
  CreateThingGroupCommand,
  DeleteJobCommand,
  DescribeJobCommand,
  GetJobDocumentCommand,
  InvalidRequestException,
  InvalidStateTransitionException,
  LimitExceededException,
  ListJobsCommand,
  paginateListJobs,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  UpdateJobCommand,
} from '@aws-sdk/client-iot';
import { jobOperations } from '../../../src/contract/operations/job/index.ts';
import { uniqueName } from '../support/device.ts';
import { arnOf, assertAllAsked, iotClient, recordingClient, refusal } from '../support/iot-client.ts';
import { createJob, DOCUMENT, jobGone, jobThat } from '../support/jobs.ts';
import { startServer, wireServer } from '../support/server.ts';

const server = await wireServer();
const client = recordingClient(server);
const { iot } = client;

async function createThing(thingName = uniqueName('lamp')): Promise<string> {
  const { thingArn = '' } = await iot.send(new CreateThingCommand({ thingName }));
  return thingArn;
}

async function createGroup(thingGroupName = uniqueName('room')): Promise<string> {
  const { thingGroupArn = '' } = await iot.send(new CreateThingGroupCommand({ thingGroupName }));
  return thingGroupArn;
}

/** Fails if the date is not of this moment, as it would be in another unit. */
function assertNow(date: Date | undefined): void {
  assert.ok(date instanceof Date);
  assert.ok(Math.abs(date.getTime() - Date.now()) < 60_000, date.toISOString());
}

describe('jobs', () => {
  test('are described with everything they were created with', async () => {
    const thingArn = await createThing();
    const jobId = uniqueName('job');
    const configured = {
      description: 'Ümlaut & <tags>',
      presignedUrlConfig: { roleArn: 'arn:aws:iam::000000000000:role/reader', expiresInSec: 600 },
      jobExecutionsRolloutConfig: { maximumPerMinute: 500 },
      abortConfig: {
        criteriaList: [
          {
            failureType: 'FAILED' as const,
            action: 'CANCEL' as const,
            thresholdPercentage: 12.5,
            minNumberOfExecutedThings: 1,
          },
        ],
      },
      timeoutConfig: { inProgressTimeoutInMinutes: 90 },
      jobExecutionsRetryConfig: { criteriaList: [{ failureType: 'ALL' as const, numberOfRetries: 2 }] },
    };
    const created = await iot.send(
      new CreateJobCommand({ jobId, targets: [thingArn], document: DOCUMENT, ...configured }),
    );
    assert.equal(created.jobArn, arnOf(server, 'job', jobId));
    assert.equal(created.jobId, jobId);
    assert.equal(created.description, configured.description);

    const job = await jobThat(iot, jobId, ({ jobProcessDetails }) => jobProcessDetails?.numberOfQueuedThings === 1);
    const { createdAt, lastUpdatedAt, jobProcessDetails, isConcurrent: _, ...rest } = job;
    assertNow(createdAt);
    assertNow(lastUpdatedAt);
    assert.deepEqual(jobProcessDetails, {
      ...(jobProcessDetails?.processingTargets && { processingTargets: [thingArn] }),
      numberOfCanceledThings: 0,
      numberOfSucceededThings: 0,
      numberOfFailedThings: 0,
      numberOfRejectedThings: 0,
      numberOfQueuedThings: 1,
      numberOfInProgressThings: 0,
      numberOfRemovedThings: 0,
      numberOfTimedOutThings: 0,
    });
    assert.deepEqual(rest, {
      jobArn: created.jobArn,
      jobId,
      targetSelection: 'SNAPSHOT',
      status: 'IN_PROGRESS',
      targets: [thingArn],
      ...configured,
    });
    const { document } = await iot.send(new GetJobDocumentCommand({ jobId }));
    assert.equal(document, DOCUMENT);
  });

  test('change what may change', async () => {
    const jobId = await createJob(iot, [await createThing()]);
    await iot.send(
      new UpdateJobCommand({ jobId, description: 'other', timeoutConfig: { inProgressTimeoutInMinutes: 5 } }),
    );
    const { job } = await iot.send(new DescribeJobCommand({ jobId }));
    assert.equal(job?.description, 'other');
    assert.deepEqual(job?.timeoutConfig, { inProgressTimeoutInMinutes: 5 });
  });

  test('that are continuous take further targets and follow their groups', async () => {
    const [first, second] = [await createGroup(), await createGroup()];
    const jobId = await createJob(iot, [first], { targetSelection: 'CONTINUOUS', namespaceId: 'ns-1' });
    const thingName = uniqueName('lamp');
    await createThing(thingName);
    const answer = await iot.send(
      new AssociateTargetsWithJobCommand({ jobId, targets: [second], comment: 'more', namespaceId: 'ns-1' }),
    );
    assert.equal(answer.jobId, jobId);
    await iot.send(new AddThingToThingGroupCommand({ thingGroupName: second.split('/')[1], thingName }));
    const job = await jobThat(iot, jobId, ({ jobProcessDetails }) => jobProcessDetails?.numberOfQueuedThings === 1);
    assert.deepEqual(job.targets, [first, second]);
    assert.equal(job.comment, 'more');
    assert.equal(job.namespaceId, 'ns-1');
    await refusal(
      iot.send(new AssociateTargetsWithJobCommand({ jobId, targets: [second], namespaceId: 'other' })),
      ResourceNotFoundException,
    );
  });

  test('are cancelled with a reason', async () => {
    const jobId = await createJob(iot, [await createThing()], { description: 'to be cancelled' });
    const answer = await iot.send(
      new CancelJobCommand({ jobId, reasonCode: 'WRONG_FIRMWARE', comment: 'oops', force: true }),
    );
    assert.equal(answer.jobArn, arnOf(server, 'job', jobId));
    assert.equal(answer.description, 'to be cancelled');
    const job = await jobThat(iot, jobId, ({ completedAt }) => completedAt !== undefined);
    assertNow(job.completedAt);
    assert.equal(job.status, 'CANCELED');
    assert.equal(job.forceCanceled, true);
    assert.equal(job.reasonCode, 'WRONG_FIRMWARE');
    assert.equal(job.comment, 'oops');
    await refusal(iot.send(new CancelJobCommand({ jobId })), InvalidRequestException);
  });

  test('are listed page by page, filtered', async () => {
    const thingGroupArn = await createGroup();
    const thingGroupName = thingGroupArn.split('/')[1];
    const jobIds: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      jobIds.push(await createJob(iot, [thingGroupArn], { targetSelection: 'CONTINUOUS' }));
    }
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateListJobs(
      { client: iot, pageSize: 3 },
      { thingGroupName, status: 'IN_PROGRESS' },
    )) {
      pages.push((page.jobs ?? []).map(({ jobId }) => jobId));
    }
    assert.deepEqual(pages, [jobIds.slice(4).reverse(), jobIds.slice(1, 4).reverse(), jobIds.slice(0, 1)]);
    const { jobs = [] } = await iot.send(new ListJobsCommand({ thingGroupName, maxResults: 1 }));
    assertNow(jobs[0]?.createdAt);
    assert.equal(jobs[0]?.targetSelection, 'CONTINUOUS');
    const none = await iot.send(new ListJobsCommand({ thingGroupName, status: 'COMPLETED' }));
    assert.deepEqual(none.jobs, []);
    assert.equal(none.nextToken, undefined);
    await refusal(iot.send(new ListJobsCommand({ nextToken: 'no token of ours' })), InvalidRequestException);
  });

  test('are refused in the exceptions of the SDK', async () => {
    const thingArn = await createThing();
    const jobId = await createJob(iot, [thingArn]);
    const twice = await refusal(createJob(iot, [thingArn], { jobId }), ResourceAlreadyExistsException);
    assert.equal(twice.resourceId, jobId);
    assert.equal(twice.resourceArn, arnOf(server, 'job', jobId));
    assert.equal(twice.$metadata.httpStatusCode, 409);
    assert.match(twice.$metadata.requestId ?? '', /^[0-9a-f-]{36}$/);

    const invalid = await refusal(createJob(iot, [thingArn], { jobId: 'not an id' }), InvalidRequestException);
    assert.equal(
      invalid.message,
      "1 validation error detected: Value 'not an id' at 'jobId' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+',
    );
    const missing = arnOf(server, 'thing', 'nobody');
    await refusal(createJob(iot, [missing]), ResourceNotFoundException);
    await refusal(iot.send(new DescribeJobCommand({ jobId: 'nothing' })), ResourceNotFoundException);
  });
});

describe('a deletion', () => {
  test('needs force for a job in progress, and frees its id', async () => {
    const thingArn = await createThing();
    const jobId = await createJob(iot, [thingArn]);
    await refusal(iot.send(new DeleteJobCommand({ jobId })), InvalidStateTransitionException);
    const { $metadata, ...output } = await iot.send(new DeleteJobCommand({ jobId, force: true }));
    assert.deepEqual(output, {});
    assert.equal($metadata.httpStatusCode, 200);
    await jobGone(iot, jobId);
    await refusal(iot.send(new DeleteJobCommand({ jobId })), ResourceNotFoundException);
    await createJob(iot, [thingArn], { jobId });
    const { job } = await iot.send(new DescribeJobCommand({ jobId }));
    assert.equal(job?.status, 'IN_PROGRESS');
  });

  test('is visible while it lasts, and there are ten at a time', async () => {
    const slow = await startServer(['--minimum-deletion-seconds', '3600']);
    const other = iotClient(slow);
    const { thingArn = '' } = await other.send(new CreateThingCommand({ thingName: 'lamp' }));
    const jobIds: string[] = [];
    for (let index = 0; index < 11; index += 1) jobIds.push(await createJob(other, [thingArn]));
    const [first = '', ...others] = jobIds;
    const eleventh = others.pop() ?? '';
    for (const jobId of [first, ...others]) await other.send(new DeleteJobCommand({ jobId, force: true }));
    const { job } = await other.send(new DescribeJobCommand({ jobId: first }));
    assert.equal(job?.status, 'DELETION_IN_PROGRESS');
    const { jobs = [] } = await other.send(new ListJobsCommand({ status: 'DELETION_IN_PROGRESS' }));
    assert.equal(jobs.length, 10);

    const refused = await refusal(
      other.send(new DeleteJobCommand({ jobId: eleventh, force: true })),
      LimitExceededException,
    );
    assert.equal(refused.$metadata.httpStatusCode, 410);
    const untouched = await other.send(new DescribeJobCommand({ jobId: eleventh }));
    assert.equal(untouched.job?.status, 'IN_PROGRESS');
    for (const force of [true, false]) {
      const again = new DeleteJobCommand({ jobId: first, force });
      await refusal(other.send(again), InvalidStateTransitionException);
    }
    await refusal(other.send(new DeleteJobCommand({ jobId: eleventh })), InvalidStateTransitionException);
    await refusal(other.send(new CancelJobCommand({ jobId: first })), InvalidRequestException);
    await refusal(createJob(other, [thingArn], { jobId: first }), ResourceAlreadyExistsException);
  });
});

test('every job operation was asked for', () => assertAllAsked(client, jobOperations));
