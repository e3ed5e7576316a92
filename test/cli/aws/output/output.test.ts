import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isColored, type OutputFormat, printAnswer, printPages } from '../../../../src/cli/aws/output/output.ts';
import { isoTime, present } from '../../../../src/cli/aws/output/present.ts';
import { compileQuery } from '../../../../src/cli/aws/query/query.ts';
import type { Value, ValueMap } from '../../../../src/cli/aws/value.ts';
import { parseJson } from '../../../../src/cli/aws/values/json.ts';
import { describeJob } from '../../../../src/contract/operations/job/describe-job.ts';
import { listJobs } from '../../../../src/contract/operations/job/list-jobs.ts';

interface Wanted {
  readonly query?: string;
  readonly title?: string;
  readonly color?: boolean;
}

async function printed(format: OutputFormat, value: Value, { color, query, title = 'ListJobs' }: Wanted = {}) {
  let text = '';
  await printAnswer(
    value,
    {
      format,
      title,
      isColored: color === true,
      columns: 80,
      ...(query === undefined ? {} : { query: compileQuery(query) }),
    },
    (more) => {
      text += more;
    },
  );
  return text;
}

/**
 * Both jobs of docs/service/command-line.md#yaml-output, as a server sends them: members in any order, times in
 * seconds.
 */
const jobs = present(
  listJobs.output,
  parseJson(`{"jobs": [
    {"status": "IN_PROGRESS", "jobId": "job-1", "targetSelection": "SNAPSHOT", "createdAt": 1795339347.366,
     "lastUpdatedAt": 1795339347.366, "jobArn": "arn:aws:iot:us-east-1:123456789012:job/job-1"},
    {"jobId": "job-2", "status": "IN_PROGRESS", "createdAt": 1795339347.979, "lastUpdatedAt": 1795339347.979,
     "jobArn": "arn:aws:iot:us-east-1:123456789012:job/job-2"}]}`) as ValueMap,
  'iso8601',
);

const job = present(
  describeJob.output,
  parseJson(`{"job": {"jobArn": "arn:aws:iot:us-east-1:123456789012:job/job-1", "jobId": "job-1", "targetSelection": "SNAPSHOT",
    "status": "IN_PROGRESS", "forceCanceled": false, "targets": ["arn:aws:iot:us-east-1:123456789012:thing/t-1"],
    "description": "first job", "presignedUrlConfig": {"roleArn": "arn:aws:iam::123456789012:role/x", "expiresInSec": 300},
    "jobExecutionsRolloutConfig": {"maximumPerMinute": 50, "exponentialRate": {"baseRatePerMinute": 5, "incrementFactor": 1.5,
    "rateIncreaseCriteria": {"numberOfNotifiedThings": 100}}}, "abortConfig": {"criteriaList": [{"failureType": "FAILED",
    "action": "CANCEL", "thresholdPercentage": 10.0, "minNumberOfExecutedThings": 5}]}, "createdAt": 1795339347.366,
    "lastUpdatedAt": 1795339347.366, "timeoutConfig": {"inProgressTimeoutInMinutes": 10}, "jobProcessDetails":
    {"processingTargets": ["arn:aws:iot:us-east-1:123456789012:thing/t-1"], "numberOfCanceledThings": 0,
    "numberOfSucceededThings": 0, "numberOfFailedThings": 0, "numberOfRejectedThings": 0, "numberOfQueuedThings": 1,
    "numberOfInProgressThings": 0, "numberOfRemovedThings": 0}}}`) as ValueMap,
  'iso8601',
);

describe('what is printed of an answer', () => {
  test('has the members in the order of the model, without unknown and empty ones', () => {
    const answer = { bogus: 1, nextToken: null, jobs: [{ status: 'CANCELED', jobId: 'a', more: true }] };
    assert.deepEqual(
      JSON.stringify(present(listJobs.output, answer, 'wire')),
      '{"jobs":[{"jobId":"a","status":"CANCELED"}]}',
    );
  });

  test('has times in UTC with six digits of fraction or none, or as they were received', async () => {
    assert.equal(isoTime(1795339347.366), '2026-11-22T09:22:27.366000+00:00');
    assert.equal(isoTime(1700000000), '2023-11-14T22:13:20+00:00');
    assert.equal(isoTime(1700000000.999), '2023-11-14T22:13:20.999000+00:00');
    const answer = parseJson('{"jobs":[{"createdAt":1795339347.366},{"createdAt":1700000000}]}') as ValueMap;
    const wire = await printed('json', present(listJobs.output, answer, 'wire'), { query: 'jobs[].createdAt' });
    assert.equal(wire, '[\n    1795339347.366,\n    1700000000\n]\n');
  });

  test('is nothing for an answer without members, in every format', async () => {
    for (const format of ['json', 'yaml', 'yaml-stream', 'text', 'table', 'off'] as const) {
      assert.equal(await printed(format, {}), '');
    }
    assert.equal(await printed('off', jobs), '');
  });
});

describe('list-jobs', () => {
  test('as JSON', async () => {
    assert.equal(
      await printed('json', jobs),
      `{
    "jobs": [
        {
            "jobArn": "arn:aws:iot:us-east-1:123456789012:job/job-1",
            "jobId": "job-1",
            "targetSelection": "SNAPSHOT",
            "status": "IN_PROGRESS",
            "createdAt": "2026-11-22T09:22:27.366000+00:00",
            "lastUpdatedAt": "2026-11-22T09:22:27.366000+00:00"
        },
        {
            "jobArn": "arn:aws:iot:us-east-1:123456789012:job/job-2",
            "jobId": "job-2",
            "status": "IN_PROGRESS",
            "createdAt": "2026-11-22T09:22:27.979000+00:00",
            "lastUpdatedAt": "2026-11-22T09:22:27.979000+00:00"
        }
    ]
}
`,
    );
  });

  test('as YAML', async () => {
    const text = await printed('yaml', jobs);
    assert.ok(
      text.startsWith(`jobs:
- createdAt: '2026-11-22T09:22:27.366000+00:00'
  jobArn: arn:aws:iot:us-east-1:123456789012:job/job-1
  jobId: job-1
  lastUpdatedAt: '2026-11-22T09:22:27.366000+00:00'
  status: IN_PROGRESS
  targetSelection: SNAPSHOT
- createdAt: '2026-11-22T09:22:27.979000+00:00'
`),
      text,
    );
    const stream = await printed('yaml-stream', jobs);
    assert.ok(stream.startsWith(`- jobs:\n  - createdAt: '2026-11-22T09:22:27.366000+00:00'\n    jobArn: arn`), stream);
  });

  test('as text', async () => {
    const first = '2026-11-22T09:22:27.366000+00:00';
    const second = '2026-11-22T09:22:27.979000+00:00';
    const arn = 'arn:aws:iot:us-east-1:123456789012:job/job';
    assert.equal(
      await printed('text', jobs),
      `JOBS\t${first}\t${arn}-1\tjob-1\t${first}\tIN_PROGRESS\tSNAPSHOT\n` +
        `JOBS\t${second}\t${arn}-2\tjob-2\t${second}\tIN_PROGRESS\t\n`,
    );
    assert.equal(await printed('text', jobs, { query: 'jobs[].jobId' }), 'job-1\tjob-2\n');
    assert.equal(
      await printed('text', jobs, { query: 'jobs[].[jobId,status]' }),
      'job-1\tIN_PROGRESS\njob-2\tIN_PROGRESS\n',
    );
  });

  test('as tables', async () => {
    assert.equal(
      await printed('table', jobs, { query: 'jobs[].{Id:jobId,Status:status}' }),
      `--------------------------
|        ListJobs        |
+--------+---------------+
|   Id   |    Status     |
+--------+---------------+
|  job-1 |  IN_PROGRESS  |
|  job-2 |  IN_PROGRESS  |
+--------+---------------+
`,
    );
    assert.equal(
      await printed('table', jobs, { query: 'jobs[].jobId' }),
      `-----------
|ListJobs |
+---------+
|  job-1  |
|  job-2  |
+---------+
`,
    );
  });

  test('as a single value', async () => {
    const query = 'jobs[9]';
    assert.equal(await printed('json', jobs, { query }), 'null\n');
    assert.equal(await printed('yaml', jobs, { query }), 'null\n');
    assert.equal(await printed('text', jobs, { query }), 'None\n');
    assert.equal(await printed('table', jobs, { query }), '');
    assert.equal(await printed('yaml', jobs, { query: 'jobs[0].jobId' }), '"job-1"\n');
  });
});

describe('describe-job', () => {
  test('as text', async () => {
    const time = '2026-11-22T09:22:27.366000+00:00';
    assert.equal(
      await printed('text', job),
      [
        `JOB\t${time}\tfirst job\tFalse\tarn:aws:iot:us-east-1:123456789012:job/job-1\tjob-1\t${time}\tIN_PROGRESS\tSNAPSHOT`,
        'CRITERIALIST\tCANCEL\tFAILED\t5\t10.0',
        'JOBEXECUTIONSROLLOUTCONFIG\t50',
        'EXPONENTIALRATE\t5\t1.5',
        'RATEINCREASECRITERIA\t100',
        'JOBPROCESSDETAILS\t0\t0\t0\t1\t0\t0\t0',
        'PROCESSINGTARGETS\tarn:aws:iot:us-east-1:123456789012:thing/t-1',
        'PRESIGNEDURLCONFIG\t300\tarn:aws:iam::123456789012:role/x',
        'TARGETS\tarn:aws:iot:us-east-1:123456789012:thing/t-1',
        'TIMEOUTCONFIG\t10',
        '',
      ].join('\n'),
    );
  });

  test('as a table with one level in another', async () => {
    const lines = (await printed('table', job, { title: 'DescribeJob' })).split('\n');
    const excerpt = [
      '-----------------------------------------------------------------------',
      '|                             DescribeJob                             |',
      '+---------------------------------------------------------------------+',
      '||                                job                                ||',
      '|+------------------+------------------------------------------------+|',
      '||  createdAt       |  2026-11-22T09:22:27.366000+00:00              ||',
      '||  jobArn          |  arn:aws:iot:us-east-1:123456789012:job/job-1  ||',
      '||  status          |  IN_PROGRESS                                   ||',
      '|+------------------+------------------------------------------------+|',
      '|||                           abortConfig                           |||',
      '||+-----------------------------------------------------------------+||',
      '||||                         criteriaList                          ||||',
      '|||+----------------------------------------------+----------------+|||',
      '||||  action                                      |  CANCEL        ||||',
    ];
    assert.deepEqual(
      lines.filter((line, index) => excerpt.includes(line) && index < 20),
      excerpt,
    );
  });

  test('keeps how numbers were written', async () => {
    const value = parseJson('{"a": 10.0, "b": 12345678901234567890, "c": 1e20, "d": 0.00001, "e": -0.5}');
    assert.equal(
      (await printed('json', value)).replace(/\s/g, ''),
      '{"a":10.0,"b":12345678901234567890,"c":1e+20,"d":1e-05,"e":-0.5}',
    );
    assert.equal(await printed('text', value), '10.0\t12345678901234567890\t1e+20\t1e-05\t-0.5\n');
  });
});

describe('YAML strings', () => {
  const yamlOf = async (text: string) => (await printed('yaml', { k: text })).slice('k: '.length, -1);

  test('are quoted where they would read as something else, and only there', async () => {
    const bare = ['yes', 'on', 'a:b', 'a#b', '-x', 'ünicode', "it's", '10.0.1', 'a, b', '1e5x'];
    for (const text of bare) assert.equal(await yamlOf(text), text);
    const quoted = [
      '',
      '~',
      'null',
      'true',
      '10',
      '1_000',
      '0x1f',
      '1.5',
      '2026-01-01',
      '- x',
      'a: b',
      'a #b',
      ' a',
      'a ',
      '#',
      '*x',
      '@x',
      '[x',
    ];
    for (const text of quoted) assert.equal(await yamlOf(text), `'${text}'`);
    assert.equal(await yamlOf("'x'"), "'''x'''");
    assert.equal(await yamlOf('a\tb'), '"a\\tb"');
    assert.equal(await yamlOf('a\nb'), "'a\n\n  b'");
  });

  test('are folded at a blank beyond eighty columns', async () => {
    const words = Array.from({ length: 20 }, (_, index) => `word${index}`).join(' ');
    assert.equal(
      await yamlOf(words),
      'word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12\n  word13 word14 word15 word16 word17 word18 word19',
    );
  });
});

describe('colours', () => {
  test('are for terminals, unless --color or NO_COLOR says otherwise', async () => {
    assert.equal(isColored('auto', true, {}), true);
    assert.equal(isColored('auto', false, {}), false);
    assert.equal(isColored('auto', true, { NO_COLOR: '1' }), false);
    assert.equal(isColored('auto', true, { TERM: 'dumb' }), false);
    assert.equal(isColored('on', false, { NO_COLOR: '1' }), true);
    assert.equal(isColored('off', true, {}), false);
    const text = await printed('table', jobs, { query: 'jobs[].jobId', color: true });
    assert.ok(text.includes('|  \u001b[1m\u001b[34mjob-1\u001b[0m  |'), text);
  });
});

describe('pages', () => {
  async function* threePages(nextToken?: string): AsyncGenerator<ValueMap, string | undefined> {
    yield { jobs: [{ jobId: 'a' }, { jobId: 'b' }], nextToken: 't1' };
    yield { jobs: [{ jobId: 'c' }, { jobId: 'd' }], nextToken: 't2' };
    yield { jobs: [{ jobId: 'e' }] };
    return nextToken;
  }

  async function paged(format: OutputFormat, query?: string, nextToken?: string) {
    let text = '';
    const options = { format, title: 'ListJobs', isColored: false, columns: 80 };
    await printPages(
      { resultKey: 'jobs', pages: threePages(nextToken) },
      query === undefined ? options : { ...options, query: compileQuery(query) },
      (more) => {
        text += more;
      },
    );
    return text;
  }

  test('are one list in JSON, YAML and tables', async () => {
    assert.equal(await paged('json', 'length(jobs)'), '5\n');
    assert.equal(await paged('yaml', 'jobs[].jobId'), '- a\n- b\n- c\n- d\n- e\n');
    assert.equal(await paged('json', 'nextToken'), 'null\n');
    assert.equal(await paged('json', 'NextToken', 'more'), '"more"\n');
  });

  test('are queried one by one as text and as a YAML stream', async () => {
    assert.equal(await paged('text', 'length(jobs)'), '2\n2\n1\n');
    assert.equal(await paged('yaml-stream', 'length(jobs)'), '- 2\n- 2\n- 1\n');
    assert.equal(
      await paged('text', undefined, 'more'),
      'JOBS\ta\nJOBS\tb\nJOBS\tc\nJOBS\td\nJOBS\te\nNEXTTOKEN\tmore\n',
    );
    assert.equal(await paged('text', 'jobs[].jobId', 'more'), 'a\tb\nc\td\ne\nNone\n');
  });
});
