/** `musterd admin` and `musterd audit` against a running server, and what they leave on the disk. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { IoTClient, ListThingsCommand } from '@aws-sdk/client-iot';
import { up } from './running-server.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');
const parent = mkdtempSync(join(tmpdir(), 'musterd-admin-'));
after(() => rmSync(parent, { recursive: true, force: true }));

test('users, keys, policies and the audit log are at hand on the command line', {
  timeout: 300_000,
}, async (context) => {
  const directory = join(parent, 'data');
  const { child, ended, output, ready } = up(context, directory);
  const { endpoint, region } = await ready();
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [program, ...words, '--data-dir', directory], { encoding: 'utf8' });
  const musterd = (...words: string[]) => {
    const { status, stderr, stdout } = run(...words);
    assert.equal(status, 0, stderr);
    return stdout;
  };

  assert.equal(
    musterd('admin', 'user', 'create', 'alice', '--policy', 'read-only'),
    'arn:aws:iam::000000000000:user/alice\n',
  );
  const printed = musterd('admin', 'key', 'create', '--user', 'alice');
  const [, accessKeyId = '', secretAccessKey = ''] =
    /^export AWS_ACCESS_KEY_ID=(AKIA[A-Z2-7]{16})\nexport AWS_SECRET_ACCESS_KEY=(\S{40})\n$/.exec(printed) ?? [];
  const iot = new IoTClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  assert.deepEqual((await iot.send(new ListThingsCommand({}))).things, []);
  assert.ok(!musterd('admin', 'key', 'list', '--user', 'alice', '--json').includes(secretAccessKey));

  const document = join(parent, 'no-lists.json');
  writeFileSync(
    document,
    JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 'iot:List*', Resource: '*' } }),
  );
  musterd('admin', 'policy', 'put', 'no-lists', '--document', document);
  musterd('admin', 'policy', 'attach', 'no-lists', '--user', 'alice');
  assert.equal(
    musterd('admin', 'policy', 'simulate', 'iot:ListThings', '--user', 'alice'),
    'explicit deny (statement 0 of the policy no-lists)\n',
  );
  await assert.rejects(iot.send(new ListThingsCommand({})), { name: 'AccessDeniedException' });
  assert.match(musterd('admin', 'user', 'list'), /^NAME {3}POLICIES {12}CREATED\nalice {2}no-lists,read-only {2}2\d/);
  assert.match(musterd('admin', 'policy', 'list'), /^administrator .*$/m);

  const lines = musterd('audit', '--json', '--decision', 'denied', '--since', '1h').trim().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)).map(({ action, principal }) => ({ action, principal })),
    [{ action: 'iot:ListThings', principal: 'arn:aws:iam::000000000000:user/alice' }],
  );
  assert.match(musterd('audit'), /iam::000000000000:user\/alice +127\.0\.0\.1 +iot:ListThings +denied: AccessDenied/);

  const revoked = run('admin', 'key', 'revoke', accessKeyId);
  assert.equal(revoked.status, 0);
  await assert.rejects(iot.send(new ListThingsCommand({})), { name: 'UnrecognizedClientException' });
  const unknown = run('admin', 'user', 'delete', 'bob');
  assert.equal(unknown.stderr, 'musterd: There is no user bob.\n');
  assert.equal(unknown.status, 1);
  assert.equal(run('admin', 'key', 'create').status, 2);
  assert.match(run('admin', 'user').stderr, /There is: admin user create, admin user list, admin user delete/);

  assert.equal(statSync(join(directory, 'master-key')).mode & 0o777, 0o600);
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
  assert.ok(!output().includes(secretAccessKey));
});
