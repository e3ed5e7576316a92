import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { identifyProcess } from '../../src/lib/living-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'musterd-cli-'));
after(() => rmSync(directory, { recursive: true }));
const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');

function musterd(words: readonly string[], environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd: directory,
    encoding: 'utf8',
    timeout: 120_000,
    env: { PATH: process.env['PATH'], ...environment },
  });
  return { status, stdout, stderr };
}

describe('musterd', () => {
  test('tells its version, and on what it runs, as names with numbers', () => {
    const { status, stdout } = musterd(['--version']);
    assert.equal(status, 0);
    assert.match(stdout, /^musterd\/\d+\.\d+\.\d+ Node\/\d+\.\d+\.\d+ (Linux|Darwin)\/\S+ arch\/\w+\n$/);
  });

  test('explains itself and each command', () => {
    for (const words of [['--help'], ['up', '--help'], ['help', 'up'], ['env', 'help'], ['env', '-h']]) {
      const { status, stdout, stderr } = musterd(words);
      assert.deepEqual({ words, status, stderr }, { words, status: 0, stderr: '' });
      assert.match(stdout, /^Usage: musterd /m);
    }
    assert.match(musterd(['up', '--help']).stdout, /^ {2}--http-port PORT .*\[4883\]$/m);
  });

  test('answers a wrong command line in one line and with exit code 2', () => {
    const wrong: readonly (readonly [words: readonly string[], line: string])[] = [
      [['jobs', 'wat'], 'musterd: Unknown command "jobs wat". Did you mean jobs wait? See musterd help.\n'],
      [
        ['jobs', 'wait', 'j', '--until', 'complete'],
        'musterd: --until is "complete": it must be one of completed, canceled, deleted. Did you mean completed?\n',
      ],
      [
        ['up', '--clock', 'virtuall'],
        'musterd: --clock is "virtuall": it must be one of wall, virtual. Did you mean virtual?\n',
      ],
      [['up', '--ephmeral'], 'musterd: Unknown option --ephmeral. Did you mean --ephemeral?\n'],
      [['up', '--demo', 'x'], 'musterd: --demo is "x": it must be a whole number from 0 to 1000.\n'],
      [['up', '--demo'], 'musterd: --demo needs a value: --demo N\n'],
      [['env', 'now'], 'musterd: Unexpected argument "now".\n'],
    ];
    for (const [words, line] of wrong) {
      assert.deepEqual(musterd(words), { status: 2, stdout: '', stderr: line });
    }
    const foreign = musterd(['iott', 'list-jobs']);
    assert.deepEqual([foreign.status, foreign.stdout], [252, '']);
    assert.match(foreign.stderr, /argument command: Found invalid choice 'iott'\n\nMaybe you meant:\n\n {2}\* iot\n/);
    const misspelt = musterd(['up'], { MUSTERD_DEMOS: '1' });
    assert.equal(misspelt.status, 2);
    assert.match(misspelt.stderr, /^musterd: MUSTERD_DEMOS .* Did you mean MUSTERD_DEMO\?\n$/);
  });
});

describe('musterd env', () => {
  const ready = {
    endpoint: 'http://127.0.0.1:4883',
    dataEndpoint: 'http://127.0.0.1:4883',
    httpsEndpoint: 'https://localhost:8443',
    mqttHost: 'localhost',
    mqttsPort: 8883,
    caFile: "/it's here/ca.pem",
    region: 'eu-west-1',
    accountId: '000000000000',
    accessKeyId: 'AKIAQQQQQQQQQQQQQQQQ',
    secretAccessKey: 'a+b/c=',
    ...identifyProcess(process.pid),
  };
  const file = join(directory, 'ready.json');

  function variables(words: readonly string[]): Record<string, string> {
    const script = 'eval "$("$@")"; env -0';
    const command = [process.execPath, program, 'env', '--ready-file', file, ...words];
    const { stdout } = spawnSync('sh', ['-c', script, 'sh', ...command], {
      encoding: 'utf8',
      env: {},
      timeout: 120_000,
    });
    return Object.fromEntries(
      stdout
        .split('\0')
        .filter((line) => /^(AWS|NODE)/.test(line))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  }

  test('prints what a shell can evaluate', () => {
    writeFileSync(file, JSON.stringify(ready));
    assert.deepEqual(variables([]), {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4883',
      AWS_ENDPOINT_URL_IOT: 'http://127.0.0.1:4883',
      AWS_ENDPOINT_URL_IOT_JOBS_DATA_PLANE: 'http://127.0.0.1:4883',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIAQQQQQQQQQQQQQQQQ',
      AWS_SECRET_ACCESS_KEY: 'a+b/c=',
    });
    const secure = variables(['--https']);
    assert.equal(secure['AWS_ENDPOINT_URL'], 'https://localhost:8443');
    assert.equal(secure['AWS_CA_BUNDLE'], "/it's here/ca.pem");
  });

  test('says on the other channel when the server does not run any more', () => {
    writeFileSync(file, JSON.stringify({ ...ready, pid: 2 ** 22 + 1 }));
    const { status, stdout, stderr } = musterd(['env', '--ready-file', file]);
    assert.equal(status, 0);
    assert.match(stdout, /^export AWS_ENDPOINT_URL=/);
    assert.match(stderr, /does not run any more/);
  });

  test('does not take another process with the number of a killed server for it', () => {
    writeFileSync(file, JSON.stringify({ ...ready, started: 'earlier' }));
    assert.match(musterd(['env', '--ready-file', file]).stderr, /does not run any more/);
    writeFileSync(file, JSON.stringify(ready));
    assert.equal(musterd(['env', '--ready-file', file]).stderr, '');
  });

  test('fails in one line when there is no server', () => {
    const { status, stdout, stderr } = musterd(['env']);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^musterd: no server is running there: .*ready\.json is missing\. Start one .*\n$/);
  });
});
