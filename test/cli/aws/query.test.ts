import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatJson } from '../../../src/cli/aws/output/json.ts';
import { compileQuery } from '../../../src/cli/aws/query/query.ts';
import { parseJson } from '../../../src/cli/aws/values/json.ts';

const data = parseJson(`{
  "jobs": [{"jobId": "j1", "status": "A", "n": 1, "f": 10.0, "tags": [{"Key": "a"}, {"Key": "b"}]},
           {"jobId": "j2", "status": "B", "n": 2, "f": 1.5, "tags": []}],
  "a": {"b": "x", "d": {"c": 5}}}`);

/** The result in one line. */
function found(expression: string): string {
  return formatJson(compileQuery(expression)(data)).replace(/\n */g, '');
}

function message(expression: string): string {
  try {
    return found(expression);
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a query', () => {
  test('finds what the original finds', () => {
    const expected: Readonly<Record<string, string>> = {
      'jobs[].jobId': '["j1","j2"]',
      'jobs[-1].jobId': '"j2"',
      'jobs[::-1].jobId': '["j2","j1"]',
      "jobs[?status=='A'].jobId": '["j1"]',
      'jobs[?n>`1`].[jobId,n]': '[["j2",2]]',
      'jobs[?n==`1` || n==`2` && status==`B`].jobId': '["j1","j2"]',
      'jobs[?!(n==`1`)].jobId': '["j2"]',
      'jobs[].tags[].Key': '["a","b"]',
      'a.*.c': '[5]',
      'jobs | [0].jobId': '"j1"',
      '{a: jobs[0].jobId, b: length(jobs)}': '{"a": "j1","b": 2}',
      "jobs[0].jobId < 'j2'": 'true',
      'jobs[0].n == `1.0`': 'true',
      'jobs[].f': '[10.0,1.5]',
      'max_by(jobs, &jobId).jobId': '"j2"',
      'min_by(jobs, &n).jobId': '"j1"',
      'sort_by(jobs, &f)[].jobId': '["j2","j1"]',
      'avg(jobs[].n)': '1.5',
      'sum(jobs[].n)': '3',
      'sum(`[1.5, 1.5]`)': '3.0',
      "to_number('10')": '10',
      'to_string(jobs[1])': '"{\\"jobId\\":\\"j2\\",\\"status\\":\\"B\\",\\"n\\":2,\\"f\\":1.5,\\"tags\\":[]}"',
      "join('-', jobs[].jobId)": '"j1-j2"',
      'not_null(nope, a.b)': '"x"',
      'nope.x[0].y': 'null',
    };
    for (const [expression, text] of Object.entries(expected)) {
      assert.equal(found(expression), `${text}`, expression);
    }
  });

  test('that ends too early is shown with the place where more is needed', () => {
    assert.equal(message('jobs['), 'Invalid jmespath expression: Incomplete expression:\n"jobs["\n      ^');
  });

  test('that is wrong is shown with the token that is', () => {
    assert.equal(
      message('jobs]'),
      'Unexpected token: ]: Parse error at column 4, token "]" (RBRACKET), for expression:\n"jobs]"\n     ^',
    );
    assert.equal(message('a = b'), "Bad jmespath expression: Unknown token '=':\na = b\n  ^");
    assert.equal(message(''), 'Invalid JMESPath expression: cannot be empty.');
  });

  test('tells what a function cannot take', () => {
    assert.equal(message('foo(jobs)'), 'Unknown function: foo()');
    assert.equal(message('length(jobs, jobs)'), 'Expected 1 argument for function length(), received 2');
    assert.equal(
      message('length(`5`)'),
      `In function length(), invalid type for value: 5, expected one of: ['string', 'array', 'object'], received: "number"`,
    );
  });

  test('has limits', () => {
    assert.match(message('['.repeat(10_000)), /nested more than 200 levels deep/);
    assert.match(message('a'.repeat(200_000)), /longer than/);
  });
});
