/** The audit log: what is in it, what is not, and that it is written together with what it tells of. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { describeDeviceJobExecution } from '../../src/contract/operations/device/describe-job-execution.ts';
import { listThings } from '../../src/contract/operations/thing/list-things.ts';
import { statement } from '../../src/store/database/database.ts';
import { appendAudit } from '../../src/store/operator/audit.ts';
import { refusalIn } from '../gateway/http/test-gateway.ts';
import { operatorGateway, policy } from '../support/operators.ts';

const gateway = await operatorGateway();
const { admin, audit, clock, context, log, send, user } = gateway;
const all = await operatorGateway({ audit: 'all' });

const root = 'arn:aws:iam::000000000000:root';
const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
const createThing = (name: string) => ({ method: 'POST', path: `/things/${name}` });

describe('an entry', () => {
  test('says who did what to which resource, from where, and what came of it', async () => {
    const response = await send(createThing('lamp'));
    const [entry] = await audit({ action: 'iot:CreateThing', resource: arn('thing/lamp') });
    assert.deepEqual(entry, {
      at: clock.now() / 1_000,
      requestId: response.headers['x-amzn-requestid'],
      principal: root,
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      action: 'iot:CreateThing',
      resources: [arn('thing/lamp')],
      sourceAddress: '127.0.0.1',
      decision: 'allowed',
      result: 'OK',
    });
  });

  test('is written for a change that failed, once, with the name of the error', async () => {
    await send({ method: 'DELETE', path: '/jobs/none' });
    const entries = await audit({ action: 'iot:DeleteJob' });
    assert.deepEqual(
      entries.map(({ decision, result }) => ({ decision, result })),
      [{ decision: 'allowed', result: 'ResourceNotFoundException' }],
    );
  });

  test('is written for a refusal by policy, and for a wrong signature without a name', async () => {
    const nobody = await user('nobody', policy({ Action: 'iot:Nothing' }));
    await send({ path: '/jobs/secret' }, nobody);
    await send({ path: '/jobs/secret' }, { ...nobody, secretAccessKey: 'wrong' });
    const denied = await audit({ decision: 'denied' });
    assert.deepEqual(
      denied.map(({ action, principal, accessKeyId, resources, result }) => ({
        action,
        principal,
        accessKeyId,
        resources,
        result,
      })),
      [
        {
          action: 'iot:DescribeJob',
          principal: undefined,
          accessKeyId: nobody.accessKeyId,
          resources: [],
          result: 'InvalidSignatureException',
        },
        {
          action: 'iot:DescribeJob',
          principal: 'arn:aws:iam::000000000000:user/nobody',
          accessKeyId: nobody.accessKeyId,
          resources: [arn('job/secret')],
          result: 'AccessDeniedException',
        },
      ],
    );
  });

  test('is not written for reads, unless everything is to be recorded', async () => {
    for (const one of [gateway, all]) await one.send({ path: '/things' });
    await all.send({ path: '/things/none' });
    assert.deepEqual(await audit({ action: 'iot:ListThings' }), []);
    assert.equal((await all.audit({ action: 'iot:ListThings' })).length, 1);
    const [missing] = await all.audit({ action: 'iot:DescribeThing' });
    assert.equal(missing?.['result'], 'ResourceNotFoundException');
  });

  test('is written for what a principal changes over the device API', async () => {
    const start = { method: 'PUT', path: '/things/lamp/jobs/$next' };
    assert.equal((await send(start, { service: 'iot-jobs-data' })).status, 200);
    assert.equal((await audit({ action: 'iotjobsdata:StartNextPendingJobExecution' })).length, 1);
  });

  test('never holds a secret, and neither does the log', async () => {
    const key = await user('keeper', policy({ Action: '*' }));
    const session = await (async () => {
      await admin('POST', '/x/admin/roles/guest');
      return admin('POST', '/x/admin/roles/guest/sessions', {});
    })();
    await send({ path: '/jobs/j' }, { ...key, accessKeyId: 'not an id but a secret by mistake' });
    const rows = await context.database.query(statement('test.audit', 'SELECT * FROM audit'));
    const keys = await context.database.query<{ sealed_secret: Buffer }>(
      statement('test.keys', 'SELECT sealed_secret FROM access_key'),
    );
    const written = JSON.stringify(rows) + log.join('\n') + keys.map((row) => row.sealed_secret.toString('latin1'));
    const secrets = [key.secretAccessKey, session['secretAccessKey'], session['sessionToken'], 'by mistake'];
    for (const secret of secrets) assert.ok(!written.includes(String(secret)), 'a secret was written');
  });
});

describe('a change and its entry', () => {
  const block = `ALTER TABLE audit ADD CONSTRAINT full_disk CHECK (action <> 'iot:CreateThingGroup') NOT VALID`;
  before(() => context.database.query(statement('test.block', block)));

  test('are stored together or not at all', async () => {
    const response = await send({ method: 'POST', path: '/thing-groups/g' });
    assert.equal(response.status, 500);
    assert.match(refusalIn(await send({ path: '/thing-groups/g' })), /^ResourceNotFoundException/);
    assert.deepEqual(await audit({ action: 'iot:CreateThingGroup' }), []);
  });

  test('that failed is told of as soon as the log can be written again', async () => {
    await context.database.query(statement('test.unblockNow', 'ALTER TABLE audit DROP CONSTRAINT full_disk'));
    const [entry] = await audit({ action: 'iot:CreateThingGroup' });
    assert.equal(entry?.['result'], 'InternalFailureException');
  });
});

describe('the list', () => {
  test('is filtered by time, principal, action, resource and decision, and comes in pages', async () => {
    const listed = await operatorGateway();
    const { database } = listed.context;
    const entry = {
      requestId: 'r',
      principal: root,
      accessKeyId: null,
      action: 'iot:DeleteJob',
      resources: [arn('job/j')],
      sourceAddress: null,
      decision: 'allowed',
      result: 'OK',
    } as const;
    await appendAudit(database, [
      ...Array.from({ length: 7 }, (_, at) => ({ ...entry, at: at * 1_000 })),
      { ...entry, at: 1_000, principal: 'arn:other', decision: 'denied', resources: ['a', 'b'] },
    ]);
    const pages: number[] = [];
    let nextToken = '';
    do {
      const query = { maxResults: '3', until: '1970-01-02T00:00:00Z', ...(nextToken === '' ? {} : { nextToken }) };
      const page = JSON.parse((await listed.send({ path: '/x/audit', query })).text);
      pages.push(page.entries.length);
      nextToken = page.nextToken ?? '';
    } while (nextToken !== '');
    assert.deepEqual(pages, [3, 3, 2]);
    const times = async (query: Readonly<Record<string, string>>) => (await listed.audit(query)).map(({ at }) => at);
    assert.deepEqual(await times({ since: '1970-01-01T00:00:05Z', until: '1970-01-01T00:00:06Z' }), [5]);
    assert.deepEqual(await times({ principal: 'arn:other' }), [1]);
    assert.deepEqual(await times({ resource: 'b', decision: 'denied', action: 'iot:DeleteJob' }), [1]);
    assert.deepEqual(await times({ resource: 'c' }), []);
    assert.equal((await listed.send({ path: '/x/audit', query: { since: 'yesterday' } })).status, 400);
    assert.equal((await listed.send({ path: '/x/audit', query: { decision: 'maybe' } })).status, 400);
  });

  test('forgets what is older than its days, and what is beyond its number', async () => {
    const small = await operatorGateway({ 'audit-retention-days': '1', 'audit-entries': '3' });
    await small.send(createThing('old'));
    small.clock.advance(86_400_001);
    for (const name of ['a', 'b', 'c', 'd']) await small.send(createThing(name));
    await small.operators.audit.forgetOld();
    const names = (await small.audit()).map(({ resources }) => String(resources).split('/')[1]);
    assert.deepEqual(names, ['d', 'c', 'b']);
  });
});

describe('what clients are refused over MQTT', () => {
  const peer = { certificateId: undefined, address: '192.0.2.1' };
  const refusal = { action: 'iot:Publish', resource: arn('topic/secret'), reason: 'no statement allows it' };
  const certificateId = (digit: number) => String(digit).padStart(64, '0');
  const principalOf = (id: string) => arn(`cert/${id}`);

  test('names the certificate, the client id, the resource and the reason, and is found by filters', async () => {
    const { audit: listed, clock: now, operators } = await operatorGateway();
    const known = { ...peer, certificateId: certificateId(1) };
    operators.recordRefusal({ peer: known, clientId: 'lamp\u001b[2J', refusal });
    operators.recordRefusal({ peer, clientId: 'stranger', refusal: undefined });
    const entry = { at: now.now() / 1_000, decision: 'denied', sourceAddress: '192.0.2.1' };
    assert.deepEqual(await listed({ principal: principalOf(certificateId(1)), decision: 'denied' }), [
      {
        ...entry,
        principal: principalOf(certificateId(1)),
        action: 'iot:Publish',
        resources: [arn('topic/secret')],
        clientId: 'lamp?[2J',
        reason: 'no statement allows it',
        result: 'ForbiddenException',
      },
    ]);
    assert.deepEqual(await listed({ resource: arn('client/stranger') }), [
      {
        ...entry,
        action: 'iot:Connect',
        resources: [arn('client/stranger')],
        clientId: 'stranger',
        reason: 'no client certificate',
        result: 'CertificateValidationException',
      },
    ]);
  });

  test('is so much of one client, of all clients and of strangers as leaves room for all else', async () => {
    const { audit: listed, clock: now, operators } = await operatorGateway();
    for (let round = 0; round < 20; round += 1) {
      for (let digit = 0; digit < 9; digit += 1) {
        operators.recordRefusal({ peer: { ...peer, certificateId: certificateId(digit) }, clientId: 'x', refusal });
      }
    }
    for (let i = 0; i < 100; i += 1) operators.recordRefusal({ peer, clientId: `s${i}`, refusal: undefined });
    const count = async (query: Readonly<Record<string, string>>) =>
      (await listed({ maxResults: '250', ...query })).length;
    assert.equal(await count({ principal: principalOf(certificateId(3)) }), 6);
    assert.equal(await count({ action: 'iot:Publish' }), 54);
    assert.equal(await count({ action: 'iot:Connect' }), 60);
    now.advance(60_000);
    for (let digit = 0; digit < 100; digit += 1) {
      operators.recordRefusal({ peer: { ...peer, certificateId: certificateId(digit) }, clientId: 'x', refusal });
    }
    assert.equal(await count({ action: 'iot:Publish' }), 54 + 60);
  });
});

describe('a refusal', () => {
  const device = {
    principal: arn(`cert/${'1'.repeat(64)}`),
    plane: 'device',
    operation: describeDeviceJobExecution,
  } as const;
  const request = { requestId: 'r', sourceAddress: undefined, accessKeyId: undefined, input: undefined };
  const operator = { principal: 'arn:aws:iam::000000000000:user/u', plane: 'control', operation: listThings } as const;

  test('of a device over HTTPS is written as often as over MQTT, and of an operator always', async () => {
    const { audit: listed, operators } = await operatorGateway();
    for (let round = 0; round < 20; round += 1) {
      operators.audit.denied({ ...request, ...device }, 'ForbiddenException');
      operators.audit.denied({ ...request, ...operator, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, 'AccessDeniedException');
    }
    await operators.audit.flush();
    assert.equal((await listed({ principal: device.principal })).length, 6);
    assert.equal((await listed({ principal: operator.principal })).length, 20);
  });

  test('holds no id of an access key that is none, which may be a secret, and keeps nothing else from being written', async () => {
    const { audit: listed, operators } = await operatorGateway();
    const nobody = { principal: undefined, clientId: undefined, sourceAddress: undefined, resource: undefined };
    const refused = { ...nobody, action: 'iot:Connect', reason: undefined, result: 'ForbiddenException' };
    for (const accessKeyId of ['a secret by mistake', 'AKIA\u0000', 'AKIAIOSFODNN7EXAMPLE']) {
      operators.audit.refused({ ...refused, accessKeyId });
    }
    await operators.audit.flush();
    const ids = (await listed({ action: 'iot:Connect' })).map(({ accessKeyId }) => accessKeyId);
    assert.deepEqual(ids, ['AKIAIOSFODNN7EXAMPLE', undefined, undefined]);
  });
});

test('strangers cannot fill it quickly', async () => {
  const flooded = await operatorGateway({ 'failed-sign-ins-per-minute': 'unlimited' });
  for (let i = 0; i < 70; i += 1) await flooded.send({ path: '/things' }, { secretAccessKey: 'wrong' });
  await flooded.operators.audit.flush();
  const count = statement('test.countAudit', 'SELECT count(*) AS count FROM audit');
  assert.deepEqual(await flooded.context.database.query(count), [{ count: 60 }]);
});

describe('an export', () => {
  test('is a file of all entries that are wanted, the newest first, however many pages they are', async () => {
    const { context: own, send: ask } = await operatorGateway();
    const entry = {
      requestId: null,
      principal: root,
      accessKeyId: null,
      action: 'iot:CreateThing',
      resources: ['*'],
      sourceAddress: null,
      decision: 'allowed',
      result: 'OK',
    } as const;
    const times = Array.from({ length: 600 }, (_, second) => second * 1_000);
    await appendAudit(
      own.database,
      times.map((at) => ({ ...entry, at })),
    );
    const { headers, status, text } = await ask({ path: '/x/audit/export', query: { since: '1970-01-01T00:00:01Z' } });
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'application/jsonl');
    assert.equal(headers['content-disposition'], 'attachment; filename="audit.jsonl"');
    const lines = text.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).at),
      times
        .slice(1)
        .map((at) => at / 1_000)
        .reverse(),
    );
    const { entries } = JSON.parse((await ask({ path: '/x/audit', query: { maxResults: '1' } })).text);
    assert.deepEqual(JSON.parse(lines[0] ?? ''), entries[0]);
    const refused = await ask({ path: '/x/audit/export', query: { since: 'yesterday' } });
    assert.match(refusalIn(refused), /^InvalidRequestException: since must be an instant/);
  });

  test('needs a permission of its own', async () => {
    const reader = await user('reader', policy({ Action: 'musterd:ListAuditEntries' }));
    assert.equal((await send({ path: '/x/audit' }, reader)).status, 200);
    assert.match(refusalIn(await send({ path: '/x/audit/export' }, reader)), /^AccessDeniedException: /);
  });
});
