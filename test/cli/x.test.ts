/**
 * `musterd x`: the operations under `/x/`, in the manner of AWS's commands, against a gateway with the real handlers.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { wordOf } from '../../src/cli/aws/names.ts';
import { candidates } from '../../src/cli/completion/candidates.ts';
import { inputDocumentation } from '../../src/contract/documentation/documentation.ts';
import { extensionOperations } from '../../src/contract/extensions/index.ts';
import { wallClock } from '../../src/lib/clock.ts';
import { accessKeyId, secretAccessKey } from '../gateway/http/test-gateway.ts';
import { operatorGateway } from '../support/operators.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { line, plainEnvironment } from './support/line.ts';

const { clock, port } = await operatorGateway();
// The command line signs by the machine's clock.
clock.advance(wallClock.now() - clock.now());
const environment = { ...plainEnvironment, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
const x = (...words: string[]) => line(['x', ...words, '--endpoint-url', `http://127.0.0.1:${port}`], environment);

describe('an answer of members', () => {
  test('is printed in each format, and a query chooses of it', async () => {
    const made = await x('create-user', '--user-name', 'alice');
    assert.deepEqual([made.code, made.stderr], [0, '']);
    assert.equal(JSON.parse(made.stdout).name, 'alice');
    assert.equal((await x('list-users', '--query', 'users[].name', '--output', 'text')).stdout, 'alice\n');
    const again = await x('create-user', '--user-name', 'alice');
    assert.equal(again.code, 254);
    assert.match(again.stderr, /\(ResourceAlreadyExistsException\) when calling the CreateUser operation/);
  });
});

describe('an answer that is a file', () => {
  test('goes to standard output, or whole to a file that only its owner reads', async (t) => {
    await x('create-role', '--role-name', 'r');
    const printed = await x('export-audit-entries', '--action', 'musterd:CreateRole');
    assert.deepEqual([printed.code, printed.stderr], [0, '']);
    assert.equal(JSON.parse(printed.stdout).action, 'musterd:CreateRole');
    const file = join(await temporaryDirectory(t), 'audit.jsonl');
    const written = await x('export-audit-entries', '--action', 'musterd:CreateRole', '--outfile', file);
    assert.deepEqual(written, { code: 0, stdout: '', stderr: '' });
    assert.equal(readFileSync(file, 'utf8'), printed.stdout);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  test('leaves the file that was there alone if it is refused, and asks for a directory first', async (t) => {
    const file = join(await temporaryDirectory(t), 'audit.jsonl');
    writeFileSync(file, 'before');
    const refused = await x('export-audit-entries', '--since', 'yesterday', '--outfile', file);
    assert.equal(refused.code, 254);
    assert.match(refused.stderr, /since must be an instant/);
    assert.deepEqual([readFileSync(file, 'utf8'), existsSync(`${file}.part`)], ['before', false]);
    const nowhere = await x('export-audit-entries', '--outfile', join(file, 'no', 'directory'));
    assert.equal(nowhere.code, 255);
    assert.match(nowhere.stderr, /Unable to write to file/);
  });
});

test('what is open to anybody needs no keys', async () => {
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...withoutKeys } = plainEnvironment;
  const words = ['x', 'get-health', '--endpoint-url', `http://127.0.0.1:${port}`];
  assert.deepEqual(await line([...words, '--output', 'text'], withoutKeys), { code: 0, stdout: 'ok\n', stderr: '' });
});

test('every operation under /x/ is in the help and is completed, with its options', async () => {
  const named = Object.keys(extensionOperations).map(wordOf);
  const page = (await line(['x', 'help'])).stdout;
  for (const command of named) assert.ok(page.includes(`o ${command}\n`), command);
  const complete = (...words: string[]) => candidates(words, async () => []);
  assert.deepEqual(await complete('x', ''), [...named, 'help'].sort());
  assert.ok((await complete('x', 'export-audit-entries', '--')).includes('--outfile'));
  assert.deepEqual(await complete('x', 'list-audit-entries', '--decision', ''), ['allowed', 'denied']);
  // A job may be called x.
  assert.ok((await complete('jobs', 'watch', 'x', '--')).includes('--endpoint-url'));
  const help = (await line(['x', 'get-server-authorities', 'help'])).stdout;
  assert.match(help, /Anybody may ask, without a signature\./);
  assert.match(help, /OUTPUT\n\s+Text, application\/x-pem-file\./);
  assert.match((await line(['x', 'list-users', 'help'])).stdout, /access the musterd:ListUsers action/);
});

test('the help says what each member of an input means', () => {
  for (const { input, name } of Object.values(extensionOperations)) {
    for (const member of Object.keys(input)) assert.ok(inputDocumentation(name, [member]), `${name}.${member}`);
  }
  assert.match(inputDocumentation('ExportAuditEntries', ['principal']) ?? '', /^Who did it/);
});
