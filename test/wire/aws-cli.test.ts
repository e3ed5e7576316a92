/** The `aws` command as people type it, whichever major version is installed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { awsEnvironment } from './support/aws-environment.ts';
import { find, type Result, run } from './support/command.ts';
import { arnOf, iotClient } from './support/iot-client.ts';
import { executionOf, jobGone, jobThat } from './support/jobs.ts';
import { wireServer } from './support/server.ts';

const { program, skip } = find('aws', ['aws', '/usr/bin/aws'], '--version');
const server = await wireServer();
const iot = iotClient(server);
const environment = awsEnvironment(server);
const DOCUMENT = '{"operation":"reboot"}';

function aws(...words: string[]): Promise<Result> {
  return run(program, ['--endpoint-url', server.endpoint, ...words], environment);
}

/** What a command that works prints. */
async function answer(...words: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await aws(...words);
  assert.deepEqual({ words, code, stderr }, { words, code: 0, stderr: '' });
  return stdout.trim() === '' ? {} : JSON.parse(stdout);
}

/** Asserts that a command works and prints nothing. */
async function assertSilent(...words: string[]): Promise<void> {
  assert.deepEqual(await aws(...words), { code: 0, stdout: '', stderr: '' });
}

/** Asserts how a command fails that the service refuses. */
async function assertRefused(operation: string, exception: string, ...words: string[]): Promise<void> {
  const { code, stdout, stderr } = await aws(...words);
  assert.ok(code === 254 || code === 255, `${words.join(' ')} ends with ${code}`);
  assert.equal(stdout, '');
  assert.ok(stderr.includes(`An error occurred (${exception}) when calling the ${operation} operation: `), stderr);
}

/** Creates a thing and a job for it, and waits for its execution. */
async function prepare(thingName: string, jobId: string): Promise<void> {
  const { thingArn } = await answer('iot', 'create-thing', '--thing-name', thingName);
  assert.equal(thingArn, arnOf(server, 'thing', thingName));
  const created = await answer(
    ...['iot', 'create-job', '--job-id', jobId, '--targets', String(thingArn), '--document', DOCUMENT],
  );
  assert.deepEqual(created, { jobArn: arnOf(server, 'job', jobId), jobId });
  await executionOf(iot, thingName, jobId);
}

// A process of the command line costs most of a second, so two run at a time.
describe('the aws command', { concurrency: 2 }, () => {
  test('deletes a job as the page of delete-job shows it', { skip }, async () => {
    const jobId = 'example-job-04';
    await prepare('example-thing', jobId);
    const { job } = (await answer('iot', 'describe-job', '--job-id', jobId)) as { job: Record<string, unknown> };
    assert.equal(job['status'], 'IN_PROGRESS');
    await assertRefused('DeleteJob', 'InvalidStateTransitionException', 'iot', 'delete-job', '--job-id', jobId);
    await assertSilent('iot', 'delete-job', '--job-id', jobId, '--force', '--namespace-id', 'MyNameSpaceId');
    await jobGone(iot, jobId);
    await assertRefused('DescribeJob', 'ResourceNotFoundException', 'iot', 'describe-job', '--job-id', jobId);
    await assertRefused('DeleteJob', 'ResourceNotFoundException', 'iot', 'delete-job', '--job-id', jobId, '--force');
  });

  test('deletes an execution as the page of delete-job-execution shows it', { skip }, async () => {
    const [thingName, jobId] = ['MyRaspberryPi', 'example-job-02'];
    await prepare(thingName, jobId);
    const ofThing = ['--thing-name', thingName, '--job-id', jobId];
    const remove = ['iot', 'delete-job-execution', ...ofThing, '--execution-number', '1'];
    await assertRefused('DeleteJobExecution', 'InvalidStateTransitionException', ...remove);
    const started = await answer('iot-jobs-data', 'start-next-pending-job-execution', '--thing-name', thingName);
    assert.equal((started['execution'] as Record<string, unknown>)['jobDocument'], DOCUMENT);
    await assertRefused('DeleteJobExecution', 'InvalidStateTransitionException', ...remove);
    const update = ['--status', 'SUCCEEDED', '--status-details', 'step=done', '--include-job-execution-state'];
    const updated = await answer('iot-jobs-data', 'update-job-execution', ...ofThing, ...update);
    assert.deepEqual(updated['executionState'], {
      status: 'SUCCEEDED',
      statusDetails: { step: 'done' },
      versionNumber: 3,
    });
    const { execution } = (await answer('iot', 'describe-job-execution', ...ofThing)) as {
      execution: Record<string, unknown>;
    };
    assert.equal(execution['executionNumber'], 1);
    assert.equal(execution['status'], 'SUCCEEDED');
    await assertSilent(...remove);
    await assertRefused(
      'DescribeJobExecution',
      'ResourceNotFoundException',
      'iot',
      'describe-job-execution',
      ...ofThing,
    );
    // The job stays, and is finished without its execution.
    await jobThat(iot, jobId, ({ status }) => status === 'COMPLETED');
    await assertSilent('iot', 'delete-job', '--job-id', jobId);
  });

  test('deletes executions in any state by force', { skip }, async () => {
    const [thingName, jobId] = ['forced-thing', 'forced-job'];
    await prepare(thingName, jobId);
    const skeleton = { jobId, thingName, executionNumber: 1, force: true };
    await assertSilent('iot', 'delete-job-execution', '--cli-input-json', JSON.stringify(skeleton));
    const pending = await answer('iot-jobs-data', 'get-pending-job-executions', '--thing-name', thingName);
    assert.deepEqual(pending, { inProgressJobs: [], queuedJobs: [] });
  });

  test('lists, changes and cancels jobs and executions', { skip }, async () => {
    const [thingName, jobId] = ['listed-thing', 'listed-job'];
    await prepare(thingName, jobId);
    const ids = ['iot', 'list-jobs', '--status', 'IN_PROGRESS', '--query', 'jobs[].jobId', '--output', 'text'];
    const listed = await aws(...ids);
    assert.ok(listed.stdout.trim().split('\t').includes(jobId), listed.stdout);
    const ofJob = await answer('iot', 'list-job-executions-for-job', '--job-id', jobId, '--max-items', '1');
    const [summary] = ofJob['executionSummaries'] as Record<string, unknown>[];
    assert.equal(summary?.['thingArn'], arnOf(server, 'thing', thingName));
    const ofThing = await answer('iot', 'list-job-executions-for-thing', '--thing-name', thingName);
    assert.equal((ofThing['executionSummaries'] as { jobId: string }[])[0]?.jobId, jobId);
    assert.deepEqual(await answer('iot', 'get-job-document', '--job-id', jobId), { document: DOCUMENT });
    await assertSilent('iot', 'update-job', '--job-id', jobId, '--description', 'changed');
    await assertSilent('iot', 'cancel-job-execution', '--job-id', jobId, '--thing-name', thingName);
    const repeated = ['iot', 'cancel-job-execution', '--job-id', jobId, '--thing-name', thingName];
    await assertRefused('CancelJobExecution', 'InvalidStateTransitionException', ...repeated);
    await jobThat(iot, jobId, ({ status }) => status === 'COMPLETED');
    await assertRefused('CancelJob', 'InvalidRequestException', 'iot', 'cancel-job', '--job-id', jobId);
  });

  test('makes what a device needs', { skip }, async () => {
    await answer('iot', 'create-thing', '--thing-name', 'equipped-thing', '--attribute-payload', 'attributes={a=b}');
    const made = await answer('iot', 'create-keys-and-certificate', '--set-as-active');
    const target = String(made['certificateArn']);
    const principal = ['--thing-name', 'equipped-thing', '--principal', target];
    await assertSilent('iot', 'attach-thing-principal', ...principal);
    const statement = { Effect: 'Allow', Action: 'iot:*', Resource: '*' };
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await answer('iot', 'create-policy', '--policy-name', 'equipment', '--policy-document', policyDocument);
    await assertSilent('iot', 'attach-policy', '--policy-name', 'equipment', '--target', target);
    const attached = await answer('iot', 'list-attached-policies', '--target', target);
    assert.equal((attached['policies'] as { policyName: string }[])[0]?.policyName, 'equipment');
    const endpoint = await answer('iot', 'describe-endpoint', '--endpoint-type', 'iot:Data-ATS');
    assert.deepEqual(endpoint, { endpointAddress: server.mqttHost });
  });

  test('gathers things in groups that jobs follow', { skip }, async () => {
    const group = ['--thing-group-name', 'command-group'];
    const { thingGroupArn } = await answer('iot', 'create-thing-group', ...group);
    await answer('iot', 'create-thing', '--thing-name', 'grouped-thing');
    const jobId = 'following-job';
    const selection = ['--target-selection', 'CONTINUOUS', '--document', DOCUMENT];
    await answer('iot', 'create-job', '--job-id', jobId, '--targets', String(thingGroupArn), ...selection);
    await assertSilent('iot', 'add-thing-to-thing-group', ...group, '--thing-name', 'grouped-thing');
    await executionOf(iot, 'grouped-thing', jobId);
    await assertSilent('iot', 'tag-resource', '--resource-arn', String(thingGroupArn), '--tags', 'Key=team,Value=red');
    const tags = await answer('iot', 'list-tags-for-resource', '--resource-arn', String(thingGroupArn));
    assert.deepEqual(tags, { tags: [{ Key: 'team', Value: 'red' }] });
    const cancelled = await answer('iot', 'cancel-job', '--job-id', jobId, '--reason-code', 'NO_NEED');
    assert.equal(cancelled['jobId'], jobId);
  });
});
