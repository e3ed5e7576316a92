/**
 * The acceptance checklist of the command line (docs/service/command-line.md#how-likeness-is-proved): its first and
 * fifth lines, and where the tests of each line are.
 */
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { packageRoot } from '../../src/lib/package-root.ts';
import { recordingServer } from '../support/recording-server.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { line, plainEnvironment } from './support/line.ts';

/** Each line of the checklist, with the files that hold it and what stands in them. */
const checklist: readonly (readonly [line: string, holders: Readonly<Record<string, readonly string[]>>])[] = [
  [
    '1. what arrives at a recording server for each row of 1.4, 1.5, 1.7, 1.9 and 1.11',
    {
      'cli/acceptance.test.ts': ['1. what is sent', '5. pages'],
      'cli/aws/shorthand.test.ts': ['what shorthand becomes', 'is refused where it goes wrong'],
      'cli/aws/paginate.test.ts': ['that are cut tell where to go on, in the form of the original'],
    },
  ],
  ['2. each row of 3.2 byte for byte', { 'cli/aws/failures.test.ts': ['a command line that is wrong'] }],
  [
    '3. samples of all commands, of which those of inputs are taken as inputs',
    {
      'cli/aws/skeleton.test.ts': [
        'takes its own sample, from JSON and from YAML',
        'is printed for every command, and nothing is sent',
      ],
    },
  ],
  [
    '4. the six formats of list-jobs, describe-job and delete-job',
    {
      'cli/aws/output/output.test.ts': [
        'list-jobs',
        'describe-job',
        'is nothing for an answer without members, in every format',
      ],
    },
  ],
  [
    '5. tokens that either tool takes from the other',
    { 'wire/cli-drop-in.test.ts': ['are taken by musterd, and those of musterd by it'] },
  ],
  [
    '6. an interrupt during a call',
    { 'cli/aws/process.test.ts': ['ends with 130 and one line break when it is interrupted during a call'] },
  ],
  [
    '7. a page of help for every command',
    { 'cli/aws/help/help.test.ts': ['exists for every command, with its sections in order'] },
  ],
  [
    '8. the same script with either tool',
    {
      'wire/cli-drop-in.test.ts': ['one script gives the same with the aws command'],
      'wire/cli-differential.test.ts': ['musterd and the aws command'],
    },
  ],
  [
    '9. the examples of the two pages as they are printed',
    { 'wire/cli-drop-in.test.ts': ['both examples of the pages run as they are printed'] },
  ],
];

describe('the acceptance checklist', () => {
  for (const [line, holders] of checklist) {
    test(line, () => {
      for (const [file, names] of Object.entries(holders)) {
        const text = readFileSync(join(packageRoot, 'test', file), 'utf8');
        const missing = names.filter((name) => !new RegExp(`(describe|test)\\(\\s*['\`].*${name}`).test(text));
        assert.deepEqual(missing, [], file);
      }
    });
  }
});

type SentRow = readonly [words: readonly string[], method: string, url: string, body?: unknown];

const target = 'arn:aws:iot:us-east-1:000000000000:thing/t';
const createJob = ['iot', 'create-job', '--job-id', 'x', '--targets', target];
const deleteJob = ['iot', 'delete-job', '--job-id', 'x'];
const DELETE = ['DELETE', '/jobs/x'] as const;

/** The body of a create-job that has the two required options and this. */
const created = (members: Readonly<Record<string, unknown>>) => ({ targets: [target], ...members });

/** What arrives for command lines that work (docs/service/command-line.md#the-shape-of-a-line). */
const sent: readonly SentRow[] = [
  // 1.1 The shape of a command line
  [['--region', 'eu-west-1', ...deleteJob], ...DELETE],
  [['iot', '--region', 'eu-west-1', 'delete-job', '--job-id', 'x'], ...DELETE],
  [[...deleteJob, '--region', 'eu-west-1'], ...DELETE],
  [['iot', 'delete-job', '--job-id=-x'], 'DELETE', '/jobs/-x'],
  [['iot', 'delete-job', '--job-id', '-5'], 'DELETE', '/jobs/-5'],
  [['iot', 'delete-job', '--jo', 'x', '--no-f', '--regio', 'eu-west-1'], 'DELETE', '/jobs/x?force=false'],
  [['iot', 'delete-job', '--job-id', 'y', '--job-id', 'x'], ...DELETE],
  [[...createJob, '--targets', 'b'], 'PUT', '/jobs/x', { targets: ['b'] }],
  // 1.3 Types
  [['iot', 'list-jobs', '--status', 'FOO', '--no-paginate'], 'GET', '/jobs?status=FOO'],
  [
    ['iot', 'delete-job-execution', '--job-id', 'x', '--thing-name', 't', '--execution-number', '007'],
    'DELETE',
    '/things/t/jobs/x/executionNumber/7',
  ],
  [
    ['iot', 'delete-job-execution', '--job-id', 'x', '--thing-name', 't', '--execution-number', '-1'],
    'DELETE',
    '/things/t/jobs/x/executionNumber/-1',
  ],
  // 1.4 Booleans
  [deleteJob, ...DELETE],
  [[...deleteJob, '--force'], 'DELETE', '/jobs/x?force=true'],
  [[...deleteJob, '--no-force'], 'DELETE', '/jobs/x?force=false'],
  [[...deleteJob, '--force', '--no-force'], 'DELETE', '/jobs/x?force=false'],
  // 1.5 Lists
  [['iot', 'create-job', '--job-id', 'x', '--targets', 'a', 'b'], 'PUT', '/jobs/x', { targets: ['a', 'b'] }],
  [['iot', 'create-job', '--job-id', 'x', '--targets', 'a,b'], 'PUT', '/jobs/x', { targets: ['a,b'] }],
  [['iot', 'create-job', '--job-id', 'x', '--targets', '["a","b"]'], 'PUT', '/jobs/x', { targets: ['a', 'b'] }],
  [['iot', 'create-job', '--job-id', 'x', '--targets', ''], 'PUT', '/jobs/x', { targets: [''] }],
  [
    [...createJob, '--tags', 'Key=a,Value=b', 'Key=c,Value=d'],
    'PUT',
    '/jobs/x',
    created({
      tags: [
        { Key: 'a', Value: 'b' },
        { Key: 'c', Value: 'd' },
      ],
    }),
  ],
  [
    [...createJob, '--tags', '{"Key":"a"}', '{"Key":"b"}'],
    'PUT',
    '/jobs/x',
    created({ tags: [{ Key: 'a' }, { Key: 'b' }] }),
  ],
  [[...createJob, '--tags', '[{"Key":"a"}]'], 'PUT', '/jobs/x', created({ tags: [{ Key: 'a' }] })],
  // 1.6 JSON
  [[...createJob, '--document', '{"a":1}'], 'PUT', '/jobs/x', created({ document: '{"a":1}' })],
  [
    [...createJob, '--timeout-config', ' {"inProgressTimeoutInMinutes":10}'],
    'PUT',
    '/jobs/x',
    created({ timeoutConfig: { inProgressTimeoutInMinutes: 10 } }),
  ],
  // 1.9 Documents
  [
    [...deleteJob, '--cli-input-json', '{"jobId":"j","force":true,"namespaceId":"n"}'],
    'DELETE',
    '/jobs/x?force=true&namespaceId=n',
  ],
  [
    [...deleteJob, '--no-force', '--cli-input-json', '{"jobId":"j","force":true,"namespaceId":"n"}'],
    'DELETE',
    '/jobs/x?force=false&namespaceId=n',
  ],
  [['iot', 'delete-job', '--cli-input-json={"jobId":"j"}'], 'DELETE', '/jobs/j'],
  [['iot', 'delete-job', '--cli-input-yaml', 'jobId: j\nforce: true'], 'DELETE', '/jobs/j?force=true'],
  // 1.13 What is encoded in a path
  [['iot', 'delete-job', '--job-id', 'a b/c'], 'DELETE', '/jobs/a%20b%2Fc'],
  [['iot', 'delete-thing', '--thing-name', 't:1'], 'DELETE', '/things/t%3A1'],
  [
    ['iot-jobs-data', 'describe-job-execution', '--job-id', '$next', '--thing-name', 't'],
    'GET',
    '/things/t/jobs/%24next',
  ],
];

describe('1. what is sent', () => {
  for (const [words, method, url, body] of sent) {
    test(words.join(' '), async (t) => {
      const server = await recordingServer(t);
      const result = await line([...words, '--endpoint-url', server.endpoint]);
      assert.deepEqual(result, { code: 0, stdout: '', stderr: '' });
      const [request] = server.requests;
      assert.deepEqual([request?.method, request?.url], [method, url]);
      assert.deepEqual(request?.body === '' ? undefined : JSON.parse(request?.body ?? ''), body);
    });
  }

  test('options take their values from files, documents too', async (t) => {
    const directory = await temporaryDirectory(t);
    const write = (name: string, content: string | Uint8Array) => {
      writeFileSync(join(directory, name), content);
      return `file://${join(directory, name)}`;
    };
    const server = await recordingServer(t);
    const run = (...words: string[]) => line([...words, '--endpoint-url', server.endpoint]);
    const trailing = await run('iot', 'delete-job', '--job-id', write('id', 'x\n'));
    const list = await run('iot', 'create-job', '--job-id', 'x', '--targets', write('targets', '["a","b"]'));
    const document = await run('iot', 'delete-job', '--cli-input-json', write('in.json', '{"jobId":"j"}'));
    const nested = await run(...createJob, '--tags', `Key=k,Value@=${write('value', 'v')}`);
    assert.deepEqual([trailing.code, list.code, document.code, nested.code], [0, 0, 0, 0]);
    assert.deepEqual(
      server.requests.map(({ url }) => url),
      ['/jobs/x%0A', '/jobs/x', '/jobs/j', '/jobs/x'],
    );
    assert.deepEqual(JSON.parse(server.requests[1]?.body ?? ''), { targets: ['a', 'b'] });
    assert.deepEqual(JSON.parse(server.requests[3]?.body ?? ''), created({ tags: [{ Key: 'k', Value: 'v' }] }));
    const bytes = write('bytes', Uint8Array.of(0xff, 0xfe));
    const undecodable = await run('iot', 'delete-job', '--job-id', bytes);
    assert.equal(undecodable.code, 252);
    assert.match(undecodable.stderr, /could not be decoded.*fileb:\/\//);
    const binary = await run('iot', 'delete-job', '--job-id', bytes.replace('file', 'fileb'));
    assert.match(binary.stderr, /Invalid type for parameter jobId, value: b'\\xff\\xfe', type: <class 'bytes'>/);
  });

  test('an idempotency token is made where none is given', async (t) => {
    const server = await recordingServer(t);
    const words = ['iot', 'delete-package', '--package-name', 'p', '--endpoint-url', server.endpoint];
    const token = '11111111-2222-3333-4444-555555555555';
    await line(words);
    await line([...words, '--client-token', token]);
    assert.match(
      server.requests[0]?.url ?? '',
      /^\/packages\/p\?clientToken=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
    assert.equal(server.requests[1]?.url, `/packages/p?clientToken=${token}`);
  });

  test('texts of an answer go to files that only their owner reads', async (t) => {
    const directory = await temporaryDirectory(t);
    const file = join(directory, 'key.pem');
    writeFileSync(file, 'older', { mode: 0o644 });
    const answer = { certificatePem: 'PEM', keyPair: { PublicKey: 'PUBLIC', PrivateKey: 'PRIVATE' } };
    const server = await recordingServer(t, () => ({ body: JSON.stringify(answer) }));
    const words = ['iot', 'create-keys-and-certificate', '--endpoint-url', server.endpoint];
    const { code, stdout } = await line([...words, '--private-key-outfile', file]);
    assert.deepEqual([code, JSON.parse(stdout)], [0, answer]);
    assert.equal(readFileSync(file, 'utf8'), 'PRIVATE');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const nowhere = await line([...words, '--private-key-outfile', join(directory, 'missing', 'key.pem')]);
    assert.equal(nowhere.code, 255);
    assert.match(nowhere.stderr, /Unable to write to file: .*key\.pem\n$/);
    assert.equal(server.requests.length, 1);
  });

  test('a request is signed for its service, and not at all if nobody wants it to be', async (t) => {
    const server = await recordingServer(t);
    const to = ['--endpoint-url', server.endpoint];
    await line(['iot', 'list-things', ...to]);
    await line(['iot-jobs-data', 'get-pending-job-executions', '--thing-name', 't', ...to]);
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...unknown } = plainEnvironment;
    const { code } = await line(['iot', 'list-things', '--no-sign-request', ...to], unknown);
    assert.equal(code, 0);
    const [control, device, unsigned] = server.requests.map(({ headers }) => headers['authorization']);
    assert.match(
      String(control),
      /Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/iot\/aws4_request, SignedHeaders=host;x-amz-date,/,
    );
    assert.match(String(device), /\/us-east-1\/iot-jobs-data\/aws4_request/);
    assert.equal(unsigned, undefined);
    assert.match(
      String(server.requests[0]?.headers['user-agent']),
      /^musterd\/\S+ Node\/\S+ \S+ arch\/\S+ md\/command#iot\.list-things$/,
    );
  });
});

describe('5. pages', () => {
  test('two pages of five items are one answer, in either order of tools', async (t) => {
    const pages: Readonly<Record<string, object>> = {
      '/jobs': { jobs: [{ jobId: 'a' }, { jobId: 'b' }], nextToken: 'T2' },
      '/jobs?nextToken=T2': { jobs: [{ jobId: 'c' }] },
    };
    const server = await recordingServer(t, ({ url }) => ({ body: JSON.stringify(pages[url]) }));
    const list = (...words: string[]) => line(['iot', 'list-jobs', '--endpoint-url', server.endpoint, ...words]);
    const ids = async (...words: string[]) => JSON.parse((await list(...words, '--query', 'jobs[].jobId')).stdout);
    assert.deepEqual(await ids(), ['a', 'b', 'c']);
    assert.deepEqual(await ids('--no-paginate'), ['a', 'b']);
    const cut = JSON.parse((await list('--max-items', '1')).stdout);
    assert.equal(Buffer.from(cut.NextToken, 'base64').toString(), '{"nextToken": null, "boto_truncate_amount": 1}');
    assert.deepEqual(await ids('--starting-token', cut.NextToken), ['b', 'c']);
    assert.deepEqual(await ids('--starting-token', 'T2'), ['c']);
    const { code, stderr } = await list('--no-paginate', '--max-items', '1', '--page-size', '1');
    assert.equal(code, 252);
    assert.match(stderr, /Cannot specify --no-paginate along with pagination arguments: --page-size, --max-items\n$/);
  });

  test('a cut at nothing is warned of, and a page of nothing is refused', async (t) => {
    const server = await recordingServer(t, () => ({ body: '{"jobs":[{"jobId":"a"}]}' }));
    const list = (...words: string[]) => line(['iot', 'list-jobs', '--endpoint-url', server.endpoint, ...words]);
    const none = await list('--max-items', '0');
    const warning = 'warning: Non-positive values for --max-items may result in undefined behavior.\n';
    assert.deepEqual([none.code, none.stderr, server.requests.length > 0], [0, warning, true]);
    const { code, stderr } = await list('--page-size', '0');
    assert.equal(code, 252);
    assert.match(stderr, /Invalid value for parameter maxResults, value: 0, valid min value: 1\n$/);
  });

  test("the service's own limit and token switch paging off, and go together with no option for it", async (t) => {
    const server = await recordingServer(t, () => ({ body: '{"jobs":[],"nextToken":"T2"}' }));
    const list = (...words: string[]) => line(['iot', 'list-jobs', '--endpoint-url', server.endpoint, ...words]);
    assert.equal(JSON.parse((await list('--max-results', '1')).stdout).nextToken, 'T2');
    assert.equal(JSON.parse((await list('--cli-input-json', '{"nextToken":"T1"}')).stdout).nextToken, 'T2');
    assert.deepEqual(
      server.requests.map(({ url }) => url),
      ['/jobs?maxResults=1', '/jobs?nextToken=T1'],
    );
    assert.equal((await list('--cli-input-json', '{"nextToken":"T1"}', '--max-items', '1')).code, 252);
  });
});
