/** Users, roles and their keys over HTTP, through AWS's SDK and by hand. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CreateThingCommand,
  DeleteJobCommand,
  DescribeJobCommand,
  IoTClient,
  IoTServiceException,
  ListJobsCommand,
  ListThingsCommand,
} from '@aws-sdk/client-iot';
import { IoTJobsDataPlaneClient, StartNextPendingJobExecutionCommand } from '@aws-sdk/client-iot-jobs-data-plane';
import { refusalIn } from '../gateway/http/test-gateway.ts';
import { type Credentials, operatorGateway, policy } from '../support/operators.ts';

const gateway = await operatorGateway({ 'failed-sign-ins-per-minute': 'unlimited' });
const { admin, clock, port, send, user } = gateway;
const anything = policy({ Action: '*' });

const optionsFor = (credentials: Credentials) => ({
  endpoint: `http://127.0.0.1:${port}`,
  region: 'us-east-1',
  credentials: { ...credentials },
  systemClockOffset: clock.now() - Date.now(),
  maxAttempts: 1,
});
const iotAs = (credentials: Credentials) => new IoTClient(optionsFor(credentials));

async function refused(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    () => assert.fail('it was allowed'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof IoTServiceException || error instanceof Error);
  return `${error.name}: ${error.message}`;
}

const statusFor = async (credentials: Credentials) => {
  const response = await send({ path: '/things' }, credentials);
  return response.status === 200 ? 'OK' : refusalIn(response);
};
const unrecognized = 'UnrecognizedClientException: The security token included in the request is invalid.';

describe('users through the SDK', () => {
  test('may do what their own policies allow, and nothing else', async () => {
    const reader = iotAs(await user('reader', policy({ Action: ['iot:List*', 'iot:DescribeJob'] })));
    const writer = iotAs(await user('writer', policy({ Action: 'iot:Create*' })));
    await writer.send(new CreateThingCommand({ thingName: 'lamp' }));
    assert.equal((await reader.send(new ListThingsCommand({}))).things?.length, 1);
    assert.match(await refused(writer.send(new ListThingsCommand({}))), /^AccessDeniedException: .*user\/writer /);
    assert.equal(
      await refused(reader.send(new DeleteJobCommand({ jobId: 'j' }))),
      'AccessDeniedException: User: arn:aws:iam::000000000000:user/reader is not authorized to perform: iot:DeleteJob ' +
        'on resource: arn:aws:iot:us-east-1:000000000000:job/j because no identity-based policy allows the iot:DeleteJob action',
    );
  });

  test('do not learn from a refusal whether a job exists', async () => {
    const scoped = iotAs(
      await user('scoped', policy({ Action: 'iot:DescribeJob', Resource: 'arn:aws:iot:*:*:job/mine-*' })),
    );
    const missing = await refused(scoped.send(new DescribeJobCommand({ jobId: 'mine-1' })));
    assert.match(missing, /^ResourceNotFoundException/);
    assert.match(await refused(scoped.send(new DescribeJobCommand({ jobId: 'yours' }))), /^AccessDeniedException/);
  });

  test('who may do everything may not do what a policy denies', async () => {
    const deny = policy({ Effect: 'Deny', Action: 'iot:DeleteJob', Resource: '*' });
    const careful = iotAs(await user('careful', anything, deny));
    assert.match(
      await refused(careful.send(new DeleteJobCommand({ jobId: 'j' }))),
      /job\/j with an explicit deny in an identity-based policy$/,
    );
    await careful.send(new ListThingsCommand({}));
  });

  test('may use the device API with its own prefix and with the old one', async () => {
    const start = new StartNextPendingJobExecutionCommand({ thingName: 'lamp' });
    for (const [name, action] of [
      ['new-prefix', 'iotjobsdata:StartNextPendingJobExecution'],
      ['old-prefix', 'iot:StartNext*'],
    ] as const) {
      const devices = new IoTJobsDataPlaneClient(optionsFor(await user(name, policy({ Action: action }))));
      await devices.send(start);
    }
    const none = new IoTJobsDataPlaneClient(optionsFor(await user('no-prefix', policy({ Action: 'iot:Describe*' }))));
    assert.match(
      await refused(none.send(start)),
      /perform: iotjobsdata:StartNextPendingJobExecution on resource: .*thing\/lamp/,
    );
  });
});

describe('an access key', () => {
  test('is nothing without a policy, and something as soon as one is attached', async () => {
    const key = await user('newcomer');
    assert.match(await statusFor(key), /^AccessDeniedException/);
    await admin('POST', '/x/admin/policies/read-only/attach', { userName: 'newcomer' });
    assert.equal(await statusFor(key), 'OK');
    await admin('POST', '/x/admin/policies/read-only/detach', { userName: 'newcomer' });
    assert.match(await statusFor(key), /^AccessDeniedException/);
  });

  test('is refused like an unknown one when it is switched off, revoked, or its user is gone', async () => {
    const key = await user('leaver', anything);
    const path = `/x/admin/keys/${key.accessKeyId}`;
    await admin('PATCH', path, { status: 'Inactive' });
    assert.equal(await statusFor(key), unrecognized);
    await admin('PATCH', path, { status: 'Active' });
    assert.equal(await statusFor(key), 'OK');
    await admin('DELETE', path);
    assert.equal(await statusFor(key), unrecognized);
    const second = (await admin('POST', '/x/admin/users/leaver/keys')) as unknown as Credentials;
    assert.equal(await statusFor(second), 'OK');
    await admin('DELETE', '/x/admin/users/leaver');
    assert.equal(await statusFor(second), unrecognized);
  });

  test('is refused with the wrong secret', async () => {
    const key = await user('mistyped', anything);
    const wrong = { ...key, secretAccessKey: key.secretAccessKey.toLowerCase() };
    assert.match(await statusFor(wrong), /^InvalidSignatureException/);
    assert.equal(await statusFor({ ...key, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }), unrecognized);
    assert.equal(await statusFor({ ...key, accessKeyId: 'AK\u00c4' }), unrecognized);
  });

  test('is replaced at once, or after a time of grace', async () => {
    const first = await user('rotating', anything);
    const rotate = async (key: Credentials, body: object) =>
      (await admin('POST', `/x/admin/keys/${key.accessKeyId}/rotate`, body)) as unknown as Credentials;
    const second = await rotate(first, {});
    assert.equal(await statusFor(first), unrecognized);
    assert.equal(await statusFor(second), 'OK');
    const third = await rotate(second, { graceSeconds: 60 });
    assert.equal(await statusFor(second), 'OK');
    assert.equal(await statusFor(third), 'OK');
    clock.advance(60_000);
    assert.equal(await statusFor(second), unrecognized);
    assert.equal(await statusFor(third), 'OK');
  });

  test('is one of two that work, and shows when it was used last', async () => {
    const key = await user('busy', anything);
    await admin('POST', '/x/admin/users/busy/keys');
    await assert.rejects(admin('POST', '/x/admin/users/busy/keys'), /410 .*has 2 active access keys/);
    await admin('PATCH', `/x/admin/keys/${key.accessKeyId}`, { status: 'Inactive' });
    await admin('POST', '/x/admin/users/busy/keys');
    await assert.rejects(admin('PATCH', `/x/admin/keys/${key.accessKeyId}`, { status: 'Active' }), /410 /);
    await admin('DELETE', `/x/admin/keys/${key.accessKeyId}`);
    const { accessKeys } = await admin('GET', '/x/admin/users/busy/keys');
    const [used] = accessKeys as { accessKeyId: string; lastUsedAt?: number; secretAccessKey?: string }[];
    assert.equal(used?.lastUsedAt, undefined);
    assert.equal(used?.secretAccessKey, undefined);
    const mine = await user('used', anything);
    await statusFor(mine);
    const after = await admin('GET', '/x/admin/users/used/keys');
    assert.equal((after['accessKeys'] as { lastUsedAt: number }[])[0]?.lastUsedAt, clock.now() / 1_000);
  });
});

describe('a session of a role', () => {
  const session = async (role: string, body: object) =>
    (await admin('POST', `/x/admin/roles/${role}/sessions`, body)) as unknown as Credentials & { sessionToken: string };

  test('has the permissions of the role, and only with its own token', async () => {
    await admin('POST', '/x/admin/roles/ci');
    await admin('POST', '/x/admin/policies/read-only/attach', { roleName: 'ci' });
    const build = await session('ci', { sessionName: 'build-1' });
    assert.match(build.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
    assert.equal(await statusFor(build), 'OK');
    await iotAs(build).send(new ListThingsCommand({}));
    assert.match(
      await refused(iotAs(build).send(new DeleteJobCommand({ jobId: 'j' }))),
      /User: arn:aws:sts::000000000000:assumed-role\/ci\/build-1 is not authorized/,
    );
    const other = await session('ci', {});
    const { sessionToken: _, ...withoutToken } = build;
    assert.equal(await statusFor(withoutToken), unrecognized);
    assert.equal(await statusFor({ ...build, sessionToken: other.sessionToken }), unrecognized);
  });

  test('may do less than its role where it has a policy of its own, and never more', async () => {
    await admin('POST', '/x/admin/roles/deploy');
    await admin('POST', '/x/admin/policies/read-only/attach', { roleName: 'deploy' });
    const sessionPolicy = JSON.stringify(
      policy({ Action: ['iot:ListThings', 'iot:DeleteJob'] }, { Effect: 'Deny', Action: 'iot:ListJobs' }),
    );
    const narrow = await session('deploy', { sessionName: 'narrow', sessionPolicy });
    const who = 'User: arn:aws:sts::000000000000:assumed-role/deploy/narrow is not authorized to perform: ';
    await iotAs(narrow).send(new ListThingsCommand({}));
    const refusal = async (asked: Promise<unknown>) =>
      (await refused(asked)).split(who)[1]?.replace(/on resource: \S+ /, '');
    assert.equal(
      await refusal(iotAs(narrow).send(new DescribeJobCommand({ jobId: 'j' }))),
      'iot:DescribeJob because no session policy allows the iot:DescribeJob action',
    );
    assert.equal(
      await refusal(iotAs(narrow).send(new ListJobsCommand({}))),
      'iot:ListJobs with an explicit deny in a session policy',
    );
    assert.equal(
      await refusal(iotAs(narrow).send(new DeleteJobCommand({ jobId: 'j' }))),
      'iot:DeleteJob because no identity-based policy allows the iot:DeleteJob action',
    );
    const malformed = { method: 'POST', path: '/x/admin/roles/deploy/sessions', body: '{"sessionPolicy":"{}"}' };
    assert.match(refusalIn(await send(malformed)), /^MalformedPolicyException/);
  });

  test('ends when it was to end', async () => {
    await admin('POST', '/x/admin/roles/short');
    await admin('POST', '/x/admin/policies/read-only/attach', { roleName: 'short' });
    const build = await session('short', { durationSeconds: 60 });
    clock.advance(59_999);
    assert.equal(await statusFor(build), 'OK');
    clock.advance(1);
    assert.equal(
      await statusFor(build),
      'ExpiredTokenException: The security token included in the request is expired',
    );
  });
});

describe('conditions', () => {
  test('ask where a request comes from, when, and from whom', async () => {
    const only = (Condition: object) => policy({ Action: 'iot:ListThings', Condition });
    const cases: [object, string][] = [
      [{ IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, 'OK'],
      [{ IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, 'AccessDeniedException'],
      [{ DateLessThan: { 'aws:CurrentTime': '2026-02-01T00:00:00Z' } }, 'OK'],
      [{ DateGreaterThan: { 'aws:CurrentTime': '2026-02-01T00:00:00Z' } }, 'AccessDeniedException'],
      [{ StringLike: { 'aws:UserName': 'conditional-*' } }, 'OK'],
      [{ Bool: { 'aws:SecureTransport': 'true' } }, 'AccessDeniedException'],
      [{ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }, 'OK'],
      [{ StringEquals: { 'aws:PrincipalType': 'User' } }, 'OK'],
      [{ StringEquals: { 'aws:RequestTag/team': 'blue' } }, 'AccessDeniedException'],
    ];
    for (const [index, [condition, expected]] of cases.entries()) {
      const key = await user(`conditional-${index}`, only(condition));
      assert.equal((await statusFor(key)).split(':')[0], expected, JSON.stringify(condition));
    }
  });

  test('a variable stands for the name of the user', async () => {
    const own = policy({ Action: 'iot:DescribeThing', Resource: 'arn:aws:iot:*:*:thing/${aws:username}-*' });
    const key = await user('carol', own);
    assert.equal((await send({ path: '/things/carol-1' }, key)).status, 404);
    assert.equal((await send({ path: '/things/dave-1' }, key)).status, 403);
  });
});

describe('policies for operators', () => {
  test('that are malformed, ready-made, attached or unknown are left as they are', async () => {
    const put = (name: string, policyDocument: string) => admin('PUT', `/x/admin/policies/${name}`, { policyDocument });
    await assert.rejects(put('bad', '{}'), /400 .*malformed/);
    await assert.rejects(put('operator', JSON.stringify(anything)), /400 .*ready-made/);
    await user('holder', anything);
    await assert.rejects(admin('DELETE', '/x/admin/policies/holder-0'), /409 .*is attached/);
    await assert.rejects(
      admin('POST', '/x/admin/policies/none/attach', { userName: 'holder' }),
      /404 .*no policy none/,
    );
    await assert.rejects(
      admin('POST', '/x/admin/policies/operator/attach', { userName: 'none' }),
      /404 .*no user none/,
    );
    await assert.rejects(admin('POST', '/x/admin/policies/operator/attach', {}), /400 .*either userName or roleName/);
    await assert.rejects(admin('GET', '/x/admin/policies/none'), /404/);
    await assert.rejects(admin('POST', '/x/admin/users/holder'), /409 .*exists already/);
  });

  test('are listed with the ready-made ones, page by page', async () => {
    const first = await admin('GET', '/x/admin/policies?maxResults=2');
    const named = (page: Readonly<Record<string, unknown>>) =>
      (page['policies'] as { policyName: string }[]).map(({ policyName }) => policyName);
    assert.deepEqual(named(first).slice(0, 4), ['administrator', 'device-provisioner', 'operator', 'read-only']);
    assert.equal(named(first).length, 6);
  });

  test('are simulated, and the statement that decides is named', async () => {
    await user('sim', policy({ Action: 'iot:Describe*' }), policy({ Effect: 'Deny', Action: 'iot:DescribeJob' }));
    const simulate = (action: string) => admin('POST', '/x/admin/simulate', { userName: 'sim', action });
    assert.deepEqual(await simulate('iot:DescribeThing'), { decision: 'allow', policyName: 'sim-0', statement: '0' });
    const denied = { decision: 'explicit deny', policyName: 'sim-1', statement: '0' };
    assert.deepEqual(await simulate('iot:DescribeJob'), denied);
    assert.deepEqual(await simulate('iot:DeleteJob'), { decision: 'implicit deny' });
  });
});

test('administration needs permission of its own', async () => {
  const helper = await user('helper', policy({ Action: 'musterd:ListUsers' }));
  const list = await send({ path: '/x/admin/users' }, helper);
  assert.equal(list.status, 200);
  const make = await send({ method: 'POST', path: '/x/admin/users/friend' }, helper);
  assert.match(
    refusalIn(make),
    /perform: musterd:CreateUser on resource: arn:aws:musterd:us-east-1:000000000000:user\/friend/,
  );
  assert.equal((await send({ path: '/x/audit' }, helper)).status, 403);
});

test('users are listed by name with their policies, page by page', async () => {
  const names: string[] = [];
  let nextToken: unknown;
  do {
    const token: string = nextToken === undefined ? '' : `&nextToken=${String(nextToken)}`;
    const page = await admin('GET', `/x/admin/users?maxResults=3${token}`);
    names.push(...(page['users'] as { name: string }[]).map(({ name }) => name));
    nextToken = page['nextToken'];
  } while (nextToken !== undefined);
  assert.deepEqual(names, [...names].sort());
  assert.ok(names.includes('reader') && names.includes('helper'));
});
