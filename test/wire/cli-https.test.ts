/** `musterd iot` over HTTPS: whom it trusts, and what it says when it does not. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { awsEnvironment } from './support/aws-environment.ts';
import { run } from './support/command.ts';
import { wireServer } from './support/server.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');
const server = await wireServer();
const environment = { ...awsEnvironment(server), AWS_MAX_ATTEMPTS: '1' };
const words = [program, 'iot', 'list-indices', '--endpoint-url', server.httpsEndpoint];
const musterd = (...more: string[]) => run(process.execPath, [...words, ...more], environment);

test('a server whose authority is unknown is refused', async () => {
  const { code, stderr, stdout } = await musterd();
  assert.deepEqual([code, stdout], [255, '']);
  assert.match(stderr, /^\nmusterd: \[ERROR\]: SSL validation failed for https:\/\/\S+\/indices /);
});

test('it is trusted by its authority, or unseen', async () => {
  const trusted = await musterd('--ca-bundle', server.caFile);
  const unseen = await musterd('--no-verify-ssl');
  const byVariable = await run(process.execPath, words, { ...environment, AWS_CA_BUNDLE: server.caFile });
  for (const { code, stderr } of [trusted, unseen, byVariable])
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.deepEqual(JSON.parse(trusted.stdout), JSON.parse(unseen.stdout));
});

test('a bundle that is not there is named', async () => {
  const { code, stderr } = await musterd('--ca-bundle', '/nonexist.pem');
  assert.equal(code, 255);
  assert.match(stderr, /invalid path: \/nonexist\.pem\n$/);
});
