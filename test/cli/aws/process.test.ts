/** The program as a process: signals, a reader that goes away, the server that runs here, the name it is started under. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, type TestContext, test } from 'node:test';
import { identifyProcess } from '../../../src/lib/living-process.ts';
import { recordingServer } from '../../support/recording-server.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { plainEnvironment } from '../support/line.ts';

const program = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'main.js');
const deleteJob = ['iot', 'delete-job', '--job-id', 'x'];

function start(words: readonly string[], environment: Readonly<Record<string, string>>, main = program) {
  const env = { PATH: process.env['PATH'], ...environment };
  return spawn(process.execPath, [main, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function ended(child: ReturnType<typeof start>) {
  const [[code], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { code: code as number | null, stdout, stderr };
}

/** A directory as `musterd up` leaves it while it runs, for a server at `endpoint`. */
async function dataDirectory(t: TestContext, endpoint: string): Promise<string> {
  const directory = await temporaryDirectory(t);
  const keys = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'local-secret' };
  const ready = { endpoint, dataEndpoint: endpoint, region: 'local-1', ...keys, ...identifyProcess(process.pid) };
  writeFileSync(join(directory, 'ready.json'), JSON.stringify(ready));
  return directory;
}

const signedBy = (header: unknown) => /Credential=(\w+)\/\d+\/([^/]+)/.exec(String(header))?.slice(1);

describe('a call without configuration', () => {
  test('goes to the server that runs here, whatever the default profile has for the cloud', async (t) => {
    const { endpoint, requests } = await recordingServer(t);
    const MUSTERD_DATA_DIR = await dataDirectory(t, endpoint);
    const HOME = await temporaryDirectory(t);
    mkdirSync(join(HOME, '.aws'));
    writeFileSync(
      join(HOME, '.aws', 'config'),
      '[default]\nregion = cloud-1\naws_access_key_id = CLOUD\naws_secret_access_key = s\n' +
        '[profile p]\nregion = p-1\naws_access_key_id = PROFILE\naws_secret_access_key = s\n',
    );
    const alone = await ended(start(deleteJob, { HOME, MUSTERD_DATA_DIR }));
    assert.deepEqual(alone, { code: 0, stdout: '', stderr: '' });
    const { AWS_ACCESS_KEY_ID, AWS_REGION, AWS_SECRET_ACCESS_KEY } = plainEnvironment;
    await ended(start(deleteJob, { HOME, MUSTERD_DATA_DIR, AWS_ACCESS_KEY_ID, AWS_REGION, AWS_SECRET_ACCESS_KEY }));
    await ended(start([...deleteJob, '--profile', 'p'], { HOME, MUSTERD_DATA_DIR }));
    assert.deepEqual(
      requests.map(({ headers }) => signedBy(headers['authorization'])),
      [
        ['AKIDLOCAL', 'local-1'],
        ['AKIDEXAMPLE', 'us-east-1'],
        ['PROFILE', 'p-1'],
      ],
    );
  });

  test('says what to do where no server runs', async (t) => {
    const directory = await temporaryDirectory(t);
    const { code, stderr } = await ended(start(deleteJob, { HOME: directory, MUSTERD_DATA_DIR: directory }));
    assert.equal(code, 253);
    assert.match(stderr, /No server is running here: .*ready\.json\. Start one with "musterd up"/);
  });
});

describe('the program', () => {
  test('ends with 130 and one line break when it is interrupted during a call', async (t) => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    t.after(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const child = start([...deleteJob, '--endpoint-url', endpoint], plainEnvironment);
    const result = ended(child);
    await once(silent, 'request');
    child.kill('SIGINT');
    assert.deepEqual(await result, { code: 130, stdout: '\n', stderr: '' });
  });

  test('gives up a server that does not answer in time', async (t) => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    t.after(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const words = [...deleteJob, '--endpoint-url', endpoint, '--cli-read-timeout', '1'];
    assert.deepEqual(await ended(start(words, plainEnvironment)), {
      code: 255,
      stdout: '',
      stderr: `\nmusterd: [ERROR]: Read timeout on endpoint URL: "${endpoint}/jobs/x"\n`,
    });
  });

  test('ends quietly when nobody reads on', async (t) => {
    const body = JSON.stringify({ jobs: Array.from({ length: 20_000 }, (_, index) => ({ jobId: `job-${index}` })) });
    const { endpoint } = await recordingServer(t, () => ({ body }));
    const child = start(['iot', 'list-jobs', '--endpoint-url', endpoint], plainEnvironment);
    child.stdout.once('data', () => child.stdout.destroy());
    const [[code], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  });

  test('is called what it was started as', async (t) => {
    const link = join(await temporaryDirectory(t), 'aws');
    symlinkSync(program, link);
    const { stderr } = await ended(start(['iot', 'delete-job'], plainEnvironment, link));
    assert.match(
      stderr,
      /^\naws: \[ERROR\]: An error occurred \(ParamValidation\): .*--job-id\n\nusage: aws \[options\]/,
    );
  });
});
