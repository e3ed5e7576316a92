/** `boto3`, the Python SDK, on the way of a job from its creation to its deletion. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awsEnvironment } from './support/aws-environment.ts';
import { find, run } from './support/command.ts';
import { arnOf } from './support/iot-client.ts';
import { wireServer } from './support/server.ts';

const { program, skip } = find('boto3', ['python3', '/usr/bin/python3'], '-c', 'import boto3');
const server = await wireServer();

const PROGRAM = `
import boto3, json, sys, time
endpoint, deadline = sys.argv[1], time.monotonic() + 15
iot = boto3.client('iot', endpoint_url=endpoint)
device = boto3.client('iot-jobs-data', endpoint_url=endpoint)
seen = {}

def eventually(ask):
    while True:
        answer = ask()
        if answer: return answer
        assert time.monotonic() < deadline
        time.sleep(0.02)

def refused(exception, ask):
    try: ask()
    except exception as error: return error.response['Error']['Code']

thing = iot.create_thing(thingName='snake', attributePayload={'attributes': {'a': 'b'}})
iot.create_job(jobId='python', targets=[thing['thingArn']], document='{"a": 1}', description='ß')
pending = eventually(lambda: device.get_pending_job_executions(thingName='snake')['queuedJobs'])
seen['pending'] = [job['jobId'] for job in pending]
job = iot.describe_job(jobId='python')['job']
seen['arn'], seen['description'] = job['jobArn'], job['description']
seen['age'] = abs(time.time() - job['createdAt'].timestamp()) < 60
seen['running'] = refused(iot.exceptions.InvalidStateTransitionException, lambda: iot.delete_job(jobId='python'))
started = device.start_next_pending_job_execution(thingName='snake', statusDetails={'step': '1'})['execution']
seen['document'] = started['jobDocument']
one = dict(jobId='python', thingName='snake', executionNumber=1)
seen['in progress'] = refused(iot.exceptions.InvalidStateTransitionException, lambda: iot.delete_job_execution(**one))
device.update_job_execution(jobId='python', thingName='snake', status='FAILED', expectedVersion=2)
seen['ended'] = refused(device.exceptions.TerminalStateException,
                        lambda: device.describe_job_execution(jobId='python', thingName='snake'))
seen['listed'] = [summary['jobExecutionSummary']['status']
                  for page in iot.get_paginator('list_job_executions_for_job').paginate(jobId='python')
                  for summary in page['executionSummaries']]
iot.delete_job_execution(**one)
iot.delete_job(jobId='python', force=True)
seen['gone'] = eventually(lambda: refused(iot.exceptions.ResourceNotFoundException,
                                          lambda: iot.describe_job(jobId='python')))
print(json.dumps(seen))
`;

test('boto3 creates a job, runs it and deletes it', { skip }, async () => {
  const { code, stdout, stderr } = await run(program, ['-c', PROGRAM, server.endpoint], awsEnvironment(server));
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), {
    pending: ['python'],
    arn: arnOf(server, 'job', 'python'),
    description: 'ß',
    age: true,
    running: 'InvalidStateTransitionException',
    document: '{"a": 1}',
    'in progress': 'InvalidStateTransitionException',
    ended: 'TerminalStateException',
    listed: ['FAILED'],
    gone: 'ResourceNotFoundException',
  });
});
