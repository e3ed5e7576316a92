import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { candidates } from '../../../src/cli/completion/candidates.ts';

const complete = (...words: string[]) => candidates(words, async (kind) => [`${kind}-1`, `${kind}-2`]);

describe('completion', () => {
  test('knows groups, services and commands', async () => {
    assert.deepEqual(await complete('io'), ['iot', 'iot-jobs-data']);
    assert.ok((await complete('')).includes('jobs'));
    assert.deepEqual(await complete('jobs', 'wa'), ['watch', 'wait']);
    assert.deepEqual(await complete('iot', 'delete-job'), [
      'delete-job',
      'delete-job-execution',
      'delete-job-template',
    ]);
    assert.deepEqual(await complete('iot', 'attach-principal'), []);
  });

  test('names required options first, and the values of an option', async () => {
    const options = await complete('iot', 'delete-job-execution', '--');
    assert.deepEqual(options.slice(0, 3), ['--job-id', '--thing-name', '--execution-number']);
    assert.ok(options.includes('--no-force') && options.includes('--region'));
    assert.deepEqual(await complete('iot', 'list-jobs', '--output', 'ya'), ['yaml', 'yaml-stream']);
    assert.deepEqual(await complete('iot', 'list-jobs', '--status', 'C'), ['CANCELED', 'COMPLETED']);
  });

  test('asks the server for jobs and things', async () => {
    assert.deepEqual(await complete('iot', 'describe-job', '--job-id', ''), ['job-1', 'job-2']);
    assert.deepEqual(await complete('iot', 'describe-thing', '--thing-name', 'thing-2'), ['thing-2']);
    assert.deepEqual(await complete('jobs', 'watch', 'job'), ['job-1', 'job-2']);
  });
});
