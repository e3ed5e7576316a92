/**
 * Line 2 of the acceptance checklist: each error byte for byte on standard error, and its exit code
 * (docs/service/command-line.md#the-frame-of-errors).
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { recordingServer } from '../../support/recording-server.ts';
import { line, plainEnvironment } from '../support/line.ts';

const USAGE = `usage: musterd [options] <command> <subcommand> [<subcommand> ...] [parameters]
To see help text, you can run:

  musterd help
  musterd <command> help
  musterd <command> <subcommand> help
`;

const ERROR = '\nmusterd: [ERROR]: ';
const PARAMETER = `${ERROR}An error occurred (ParamValidation): `;
const syntax = (text: string) => `${PARAMETER}${text}\n\n${USAGE}`;
const parameter = (text: string) => `${PARAMETER}${text}\n`;
const invalid = (...problems: string[]) => parameter(`Parameter validation failed:\n${problems.join('\n')}`);

const deleteJob = ['iot', 'delete-job', '--job-id', 'x'];
const createJob = ['iot', 'create-job', '--job-id', 'x', '--targets', 'a'];

const rows: readonly (readonly [words: readonly string[], stderr: string])[] = [
  [
    ['iot', 'delete-job-execution', '--job-id', 'x'],
    syntax('the following arguments are required: --thing-name, --execution-number'),
  ],
  [['iot'], syntax('the following arguments are required: operation')],
  [['--region', 'x'], syntax('the following arguments are required: command')],
  [['iot', 'delete-job', '--job-id'], syntax('argument --job-id: expected one argument')],
  [['iot', 'delete-job', '--job-id', '-x'], syntax('argument --job-id: expected one argument')],
  [[...deleteJob, '--bogus', 'y'], `${USAGE}\n\nmusterd: [ERROR]: Unknown options: --bogus, y\n`],
  [[...deleteJob, '--force', 'true'], `${USAGE}\n\nmusterd: [ERROR]: Unknown options: true\n`],
  [
    [...deleteJob, '--forse'],
    `${USAGE}\n\nmusterd: [ERROR]: Unknown options: --forse\n\nMaybe you meant:\n\n  * --force\n`,
  ],
  [[...deleteJob, '--force=true'], syntax("argument --force: ignored explicit argument 'true'")],
  [
    ['iot', 'delete-jobb'],
    syntax("argument operation: Found invalid choice 'delete-jobb'\n\nMaybe you meant:\n\n  * delete-job"),
  ],
  [
    ['iot', 'delete-job-exec'],
    syntax(
      "argument operation: Found invalid choice 'delete-job-exec'\n\nMaybe you meant:\n\n  * delete-job-execution\n  * delete-job",
    ),
  ],
  [['iot', 'dj'], syntax("argument operation: Found invalid choice 'dj'\n")],
  [['iot', 'jobs'], syntax("argument operation: Found invalid choice 'jobs'\n")],
  [['s3x', 'ls'], syntax("argument command: Found invalid choice 's3x'\n")],
  [
    ['iot', 'list-jobs', '--output', 'jsn'],
    syntax("argument --output: Found invalid choice 'jsn'\n\nMaybe you meant:\n\n  * json"),
  ],
  [
    [...deleteJob, '--generate-cli-skeleton', 'inputt'],
    syntax("argument --generate-cli-skeleton: Found invalid choice 'inputt'\n\nMaybe you meant:\n\n  * input"),
  ],
  [
    ['iot', 'delete-job-execution', '--job-id', 'x', '--thing-name', 't', '--execution-number', 'abc'],
    syntax("argument --execution-number: invalid int value: 'abc'"),
  ],
  [
    ['iot', 'delete-job-execution', '--job-id', 'x', '--thing-name', 't', '--execution-number', '1.5'],
    syntax("argument --execution-number: invalid int value: '1.5'"),
  ],
  [['iot', 'list-jobs', '--max-results', 'abc'], syntax("argument --max-results: invalid int value: 'abc'")],
  [
    ['iot', 'list-jobs', '--no'],
    syntax(
      'ambiguous option: --no could match --no-verify-ssl, --no-paginate, --no-sign-request, --no-cli-pager, --no-cli-auto-prompt',
    ),
  ],
  [
    [...createJob, '--job-executions-rollout-config', '{"maximumPerMinute":50'],
    parameter(
      "Error parsing parameter '--job-executions-rollout-config': Invalid JSON: Expecting ',' delimiter: line 1 column 23 (char 22)\n" +
        'JSON received: {"maximumPerMinute":50',
    ),
  ],
  [
    [...createJob, '--job-executions-rollout-config', 'maximumPerMinute=abc'],
    parameter(
      "Error parsing parameter '--job-executions-rollout-config': invalid literal for int() with base 10: 'abc'",
    ),
  ],
  [
    ['iot', 'delete-job', '--job-id', 'file:///nonexist'],
    parameter(
      "Error parsing parameter '--job-id': Unable to load paramfile file:///nonexist: [Errno 2] No such file or directory: '/nonexist'",
    ),
  ],
  [
    ['iot', 'delete-job', '--cli-input-json', '{}', '--cli-input-yaml', '{}'],
    parameter('Only one --cli-input- parameter may be specified.'),
  ],
  [
    ['iot', 'delete-job', '--cli-input-json', '{x'],
    parameter("Error parsing parameter 'cli-input-json': Invalid JSON received."),
  ],
  [
    ['iot', 'delete-job', '--cli-input-yaml', 'a: [1'],
    parameter("Error parsing parameter 'cli-input-yaml': Invalid YAML received."),
  ],
  [
    ['iot', 'delete-job', '--cli-input-json', '[1]'],
    parameter("Error parsing parameter '--cli-input-json': Invalid type: expecting map, received <class 'list'>"),
  ],
  [
    ['iot', 'delete-job', '--job-id', 'x', '--endpoint-url', '127.0.0.1:5599'],
    parameter(
      'Bad value for --endpoint-url "127.0.0.1:5599": scheme is missing.  Must be of the form http://<hostname>/ or https://<hostname>/',
    ),
  ],
  [
    [...deleteJob, '--cli-auto-prompt', '--no-cli-auto-prompt'],
    parameter('Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time.'),
  ],
  // 3.5 The validation
  [
    [
      'iot',
      'create-job',
      '--cli-input-json',
      '{"abortConfig":{"criteriaList":[{"failureType":"FAILED","thresholdPercentage":true}]},"tags":[{"Key":"a","Valu":"b"}],"zzz":1}',
    ],
    invalid(
      'Missing required parameter in input: "jobId"',
      'Missing required parameter in input: "targets"',
      'Unknown parameter in input: "zzz", must be one of: jobId, targets, documentSource, document, description, ' +
        'presignedUrlConfig, targetSelection, jobExecutionsRolloutConfig, abortConfig, timeoutConfig, tags, namespaceId, ' +
        'jobTemplateArn, jobExecutionsRetryConfig, documentParameters, schedulingConfig, destinationPackageVersions',
      'Missing required parameter in abortConfig.criteriaList[0]: "action"',
      'Missing required parameter in abortConfig.criteriaList[0]: "minNumberOfExecutedThings"',
      "Invalid type for parameter abortConfig.criteriaList[0].thresholdPercentage, value: True, type: <class 'bool'>, valid " +
        "types: <class 'float'>, <class 'decimal.Decimal'>, <class 'int'>",
      'Unknown parameter in tags[0]: "Valu", must be one of: Key, Value',
    ),
  ],
  [
    ['iot', 'delete-job', '--cli-input-json', '{"jobId":5,"force":"yes"}'],
    invalid(
      "Invalid type for parameter jobId, value: 5, type: <class 'int'>, valid types: <class 'str'>",
      "Invalid type for parameter force, value: yes, type: <class 'str'>, valid types: <class 'bool'>",
    ),
  ],
  [['iot', 'delete-job', '--job-id', ''], invalid('Invalid length for parameter jobId, value: 0, valid min length: 1')],
  [
    ['iot', 'create-job', '--job-id', 'x', '--targets'],
    invalid('Invalid length for parameter targets, value: 0, valid min length: 1'),
  ],
  [
    ['iot', 'list-jobs', '--max-results', '0'],
    invalid('Invalid value for parameter maxResults, value: 0, valid min value: 1'),
  ],
  [
    ['iot', 'list-jobs', '--page-size', '0'],
    invalid('Invalid value for parameter maxResults, value: 0, valid min value: 1'),
  ],
  [
    ['iot', 'create-job', '--cli-input-json', '{"jobId":"x","targets":{"a":["b","c",null]}}'],
    invalid(
      "Invalid type for parameter targets, value: {'a': ['b', 'c', None]}, type: <class 'dict'>, valid types: <class 'list'>, <class 'tuple'>",
    ),
  ],
  [
    [...createJob, '--job-executions-rollout-config', '{"maximumPerMinute":"50"}'],
    invalid(
      "Invalid type for parameter jobExecutionsRolloutConfig.maximumPerMinute, value: 50, type: <class 'str'>, valid types: <class 'int'>",
    ),
  ],
  [
    [...createJob, '--job-executions-rollout-config', '{"maximumPerMinute":5.0}'],
    invalid(
      "Invalid type for parameter jobExecutionsRolloutConfig.maximumPerMinute, value: 5.0, type: <class 'float'>, valid types: <class 'int'>",
    ),
  ],
];

describe('a command line that is wrong', () => {
  for (const [words, stderr] of rows) {
    test(`${words.join(' ')} is a usage error`, async () => {
      assert.deepEqual(await line(words), { code: 252, stdout: '', stderr });
    });
  }
});

const { AWS_ACCESS_KEY_ID, AWS_REGION, AWS_SECRET_ACCESS_KEY, ...bare } = plainEnvironment;
const endpoint = ['--endpoint-url', 'http://127.0.0.1:9'];

describe('a configuration that is wrong', () => {
  test('a missing Region hides a wrong input, and a wrong input hides missing keys', async () => {
    const empty = ['iot', 'delete-job', '--job-id', '', ...endpoint];
    const noRegion = await line(empty, bare);
    assert.deepEqual(noRegion, {
      code: 253,
      stdout: '',
      stderr: `${ERROR}An error occurred (NoRegion): You must specify a region. You can also configure your region by running "musterd configure".\n`,
    });
    const wrong = await line([...empty, '--region', 'r'], bare);
    assert.equal(wrong.code, 252);
    const noKeys = await line([...deleteJob, ...endpoint, '--region', 'r'], bare);
    assert.deepEqual(noKeys, {
      code: 253,
      stdout: '',
      stderr: `${ERROR}An error occurred (NoCredentials): Unable to locate credentials. You can configure credentials by running "musterd configure".\n`,
    });
  });

  test('half a pair of keys and an unknown profile end with 255', async () => {
    const half = await line([...deleteJob, ...endpoint], { ...bare, AWS_REGION, AWS_ACCESS_KEY_ID });
    assert.equal(half.stderr, `${ERROR}Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY\n`);
    const unknown = await line([...deleteJob, ...endpoint, '--profile', 'nope']);
    assert.equal(unknown.stderr, `${ERROR}The config profile (nope) could not be found\n`);
    assert.deepEqual([half.code, unknown.code], [255, 255]);
  });
});

describe('a service that refuses', () => {
  const refusal = {
    status: 409,
    headers: { 'x-amzn-errortype': 'ResourceAlreadyExistsException:http://x' },
    body: '{"message":"dup","resourceId":"conf","resourceArn":"arn:x","list":["a",1]}',
  };

  test('its words follow the name of the error and of the operation, with what else it says', async (t) => {
    const { endpoint: url } = await recordingServer(t, () => refusal);
    const { code, stderr, stdout } = await line([...createJob, '--endpoint-url', url]);
    assert.equal(code, 254);
    assert.equal(stdout, '');
    assert.equal(
      stderr,
      `${ERROR}An error occurred (ResourceAlreadyExistsException) when calling the CreateJob operation: dup\n\n` +
        'Additional error details:\nresourceId: conf\nresourceArn: arn:x\nlist: [a, 1]\n',
    );
  });

  test('the older form has no details and no name for errors of the command line', async (t) => {
    const { endpoint: url } = await recordingServer(t, () => refusal);
    const legacy = ['--cli-error-format', 'legacy'];
    assert.equal(
      (await line([...createJob, '--endpoint-url', url, ...legacy])).stderr,
      `${ERROR}An error occurred (ResourceAlreadyExistsException) when calling the CreateJob operation: dup\n`,
    );
    assert.equal(
      (await line(['iot', 'delete-job', '--job-id', '', ...legacy, ...endpoint])).stderr,
      `${ERROR}Parameter validation failed:\nInvalid length for parameter jobId, value: 0, valid min length: 1\n`,
    );
  });

  test('the error is one object where that was asked for', async (t) => {
    const { endpoint: url } = await recordingServer(t, () => refusal);
    const { stderr } = await line([...createJob, '--endpoint-url', url, '--cli-error-format', 'json']);
    assert.deepEqual(Object.entries(JSON.parse(stderr)), [
      ['Message', 'dup'],
      ['Code', 'ResourceAlreadyExistsException'],
      ['message', 'dup'],
      ['resourceId', 'conf'],
      ['resourceArn', 'arn:x'],
      ['list', ['a', 1]],
    ]);
    const unknown = await line([...deleteJob, '--bogus', '--cli-error-format', 'json']);
    assert.match(unknown.stderr, /musterd: \[ERROR\]: Unknown options: --bogus\n$/);
  });

  test('the name is that of the header, of the body, or the status', async (t) => {
    const answers = [
      { status: 400, body: '{"__type":"com.x#ThrottlingException","Message":"slow"}' },
      { status: 404, body: '<html>' },
      { status: 500, body: '' },
    ];
    const { endpoint: url } = await recordingServer(t, () => answers.shift() ?? {});
    const run = async () => (await line([...deleteJob, '--endpoint-url', url])).stderr;
    const during = 'when calling the DeleteJob operation';
    assert.equal(await run(), `${ERROR}An error occurred (ThrottlingException) ${during}: slow\n`);
    assert.equal(await run(), `${ERROR}An error occurred (404) ${during}: <html>\n`);
    assert.equal(await run(), `${ERROR}An error occurred (500) ${during}: \n`);
  });

  test('a throttled request is sent again, and the message says how often', async (t) => {
    const { endpoint: url, requests } = await recordingServer(t, () => ({
      status: 429,
      headers: { 'x-amzn-errortype': 'ThrottlingException' },
      body: '{"message":"slow"}',
    }));
    const environment = { ...plainEnvironment, AWS_MAX_ATTEMPTS: '2' };
    const { code, stderr } = await line([...deleteJob, '--endpoint-url', url], environment);
    assert.equal(code, 254);
    assert.equal(
      stderr,
      `${ERROR}An error occurred (ThrottlingException) when calling the DeleteJob operation (reached max retries: 1): slow\n`,
    );
    assert.equal(requests.length, 2);
  });
});

describe('a server that is not there', () => {
  test('is named with the whole URL', async () => {
    assert.deepEqual(await line(['iot', 'delete-job', '--job-id', 'x', '--force', ...endpoint]), {
      code: 255,
      stdout: '',
      stderr: `${ERROR}Could not connect to the endpoint URL: "http://127.0.0.1:9/jobs/x?force=true"\n`,
    });
  });
});

describe('--debug', () => {
  test('tells what is sent and never a secret', async (t) => {
    const { endpoint: url } = await recordingServer(t);
    const words = [...deleteJob, '--debug', '--endpoint-url', url];
    const { stderr } = await line(words, { ...plainEnvironment, AWS_SESSION_TOKEN: 'a-token-of-the-test' });
    assert.match(stderr, /DEBUG - DELETE http:\/\/127\.0\.0\.1:\d+\/jobs\/x\n/);
    assert.doesNotMatch(stderr, /secret-of-the-test|a-token-of-the-test|Signature=[0-9a-f]/);
  });
});
