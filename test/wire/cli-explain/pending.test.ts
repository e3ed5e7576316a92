/** `musterd jobs explain` where the execution waits for its device: each reason, with the facts that it is based on. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  AttachThingPrincipalCommand,
  CreateKeysAndCertificateCommand,
  UpdateCertificateCommand,
  UpdateIndexingConfigurationCommand,
} from '@aws-sdk/client-iot';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { createDevice } from '../support/device.ts';
import { createJob } from '../support/jobs.ts';
import { connectMqtt } from '../support/mqtt-client.ts';
import { createDeviceWith, createPolicy, documentedStatements } from '../support/policy-device.ts';
import { eventually } from '../support/within.ts';
import { advance, explain, iot, musterd, report, server, start, thing } from './explained.ts';

describe('jobs explain, where the execution waits for its device', () => {
  test('names the job that is before it', async () => {
    const { thingArn, thingName } = await createDevice(iot);
    const before = await createJob(iot, [thingArn]);
    await advance(1);
    const jobId = await createJob(iot, [thingArn]);
    await advance(300);
    await start(thingName);
    const { codes, first } = await explain(jobId, thingName);
    assert.deepEqual(codes, ['BEHIND_JOB', 'NOT_CONNECTED']);
    assert.deepEqual([first.facts['jobId'], first.facts['status'], first.facts['before']], [before, 'IN_PROGRESS', 1]);
  });

  test('says that it waits for a retry, and how the attempt before it ended', async () => {
    const { thingArn, thingName } = await createDevice(iot);
    const criteriaList = [{ failureType: 'FAILED' as const, numberOfRetries: 1 }];
    const jobId = await createJob(iot, [thingArn], { jobExecutionsRetryConfig: { criteriaList } });
    await advance(1);
    await start(thingName);
    await report(jobId, thingName, 'FAILED', 'disk full');
    const { codes, first } = await explain(jobId, thingName);
    assert.deepEqual(codes.slice(0, 2), ['RETRY', 'NOT_CONNECTED']);
    assert.deepEqual([first.facts['retryAttempt'], first.facts['formerStatus']], [1, 'FAILED']);
    await advance(60);
    await start(thingName);
    await report(jobId, thingName, 'FAILED', 'disk\u0009full');
    const failed = await explain(jobId, thingName);
    assert.deepEqual(failed.codes, ['FAILED']);
    const { numberOfRetries, reason, retryAttempt } = failed.first.facts;
    assert.deepEqual([reason, retryAttempt, numberOfRetries], ['disk full', 1, 1]);
  });

  test('says that the thing has no certificate, or no active one', async () => {
    const { thingArn, thingName } = await thing();
    const jobId = await createJob(iot, [thingArn]);
    await advance(1);
    assert.deepEqual((await explain(jobId, thingName)).codes, ['NO_CERTIFICATE']);
    const { certificateArn, certificateId } = await iot.send(new CreateKeysAndCertificateCommand({}));
    await iot.send(new AttachThingPrincipalCommand({ thingName, principal: certificateArn }));
    const { codes, first } = await explain(jobId, thingName);
    assert.deepEqual([codes, first.facts], [['CERTIFICATE_INACTIVE'], { certificateId, status: 'INACTIVE' }]);
    await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' }));
    const active = await explain(jobId, thingName);
    assert.deepEqual(active.codes, ['POLICY_FORBIDS_CONNECT']);
    assert.match(active.first.sentence, /no policy is attached to the certificate/);
  });

  test('names the topics that the policies forbid', async () => {
    const policyName = await createPolicy(iot, [
      ...documentedStatements,
      { Sid: 'NoUpdates', Effect: 'Deny', Action: 'iot:Publish', Resource: 'arn:aws:iot:*:*:topic/*/update' },
    ]);
    const { thingArn, thingName } = await createDeviceWith(iot, [policyName]);
    const jobId = await createJob(iot, [thingArn]);
    await advance(1);
    const { codes, first } = await explain(jobId, thingName);
    assert.deepEqual(codes, ['POLICY_FORBIDS_TOPIC', 'NOT_CONNECTED']);
    assert.deepEqual(first.facts, {
      action: 'iot:Publish',
      resource: `topic/$aws/things/${thingName}/jobs/${jobId}/update`,
      reason: `statement "NoUpdates" of the policy ${policyName} denies it`,
    });
  });

  test('follows a device that comes, subscribes, works, and goes', async (t) => {
    const created = await createDevice(iot);
    const { thingArn, thingName } = created;
    const jobId = await createJob(iot, [thingArn], { timeoutConfig: { inProgressTimeoutInMinutes: 30 } });
    await advance(1);
    const before = await explain(jobId, thingName);
    assert.deepEqual([before.codes, before.first.facts['since']], [['NOT_CONNECTED'], undefined]);
    const client = await connectMqtt(t, server, created, 5, { clientId: thingName });
    await advance(60);
    const deaf = await explain(jobId, thingName);
    assert.deepEqual([deaf.codes, deaf.first.facts['clientId']], [['NOT_SUBSCRIBED'], thingName]);
    await client.subscribe(`$aws/things/${thingName}/jobs/notify-next`);
    const silent = await explain(jobId, thingName);
    assert.deepEqual(silent.codes, ['DEVICE_SILENT']);
    assert.match(silent.first.sentence, /connected 1m ago, has not started what was queued 1m/);
    await start(thingName);
    await advance(120);
    const busy = await explain(jobId, thingName);
    assert.deepEqual([busy.codes, busy.first.facts['approximateSecondsBeforeTimedOut']], [['IN_PROGRESS'], 28 * 60]);

    await iot.send(
      new UpdateIndexingConfigurationCommand({
        thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS' },
      }),
    );
    await client.end();
    const gone = await eventually(
      () => explain(jobId, thingName),
      ({ codes }) => codes.length === 2,
    );
    assert.deepEqual(gone.codes, ['IN_PROGRESS', 'NOT_CONNECTED']);
    await eventually(
      async () => (await musterd(['jobs', 'explain', jobId, thingName])).stdout,
      (page) => /it left \d+s ago \(CLIENT_INITIATED_DISCONNECT\)/.test(page),
    );
    await advance(30 * 60);
    const late = await explain(jobId, thingName);
    assert.deepEqual([late.codes, late.first.facts['inProgressTimeoutInMinutes']], [['TIMED_OUT'], 30]);
  });
});

test('a device that has a certificate of its own is found by whatever client id it has', async (t) => {
  const policyName = await createPolicy(iot, [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }]);
  const created = await createDeviceWith(iot, [policyName]);
  const { certificateArn, thingArn, thingName } = created;
  const exclusive = { thingName, principal: certificateArn, thingPrincipalType: 'EXCLUSIVE_THING' as const };
  await iot.send(new AttachThingPrincipalCommand(exclusive));
  await connectMqtt(t, server, created, 4, { clientId: 'serial-4711' });
  const jobId = await createJob(iot, [thingArn]);
  await advance(1);
  const { codes, first } = await explain(jobId, thingName);
  assert.deepEqual([codes, first.facts['clientId']], [['NOT_SUBSCRIBED'], 'serial-4711']);
});

test('who may see less is told less, and what was not looked at', async (t) => {
  const { thingArn, thingName } = await thing();
  const jobId = await createJob(iot, [thingArn]);
  await advance(1);
  const keyOf = async (user: string) => {
    const { code, stderr, stdout } = await musterd(['admin', 'key', 'create', '--user', user, '--json']);
    assert.equal(code, 0, stderr);
    const { accessKeyId, secretAccessKey } = JSON.parse(stdout) as Record<string, string>;
    return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  };
  assert.equal((await musterd(['admin', 'user', 'create', 'reader', '--policy', 'read-only'])).code, 0);
  const words = ['jobs', 'explain', jobId, thingName];
  const read = await musterd(words, server, await keyOf('reader'));
  assert.deepEqual([read.code, read.stderr], [0, '']);
  assert.match(read.stdout, /^No certificate is attached/m);
  assert.equal((await musterd(['admin', 'user', 'create', 'outsider'])).code, 0);
  const document = join(await temporaryDirectory(t), 'policy.json');
  const statement = { Effect: 'Allow', Action: ['iot:Describe*', 'iot:List*'], Resource: '*' };
  writeFileSync(document, JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
  assert.equal((await musterd(['admin', 'policy', 'put', 'public-api', '--document', document])).code, 0);
  assert.equal((await musterd(['admin', 'policy', 'attach', 'public-api', '--user', 'outsider'])).code, 0);
  const { code, stderr, stdout } = await musterd(words, server, await keyOf('outsider'));
  assert.equal(code, 0);
  assert.match(stdout, /^It is up to the device/m);
  assert.match(stderr, /not looked at: how the job reaches the thing: .*musterd:DescribeJobReach/);
  assert.match(stderr, /not looked at: what the device may do: .*musterd:TestDevice/);
});
