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
    assert.deepEqual(await complete('iot', 'list-things', '--profile', ''), ['profile-1', 'profile-2']);
    assert.deepEqual(await complete('jobs', 'ls', '--region', ''), ['region-1', 'region-2']);
  });

  test('knows operands, options and values of our own commands, whatever stands between them', async () => {
    assert.deepEqual(await complete('jobs', 'explain', '--output', ''), ['text', 'json']);
    assert.deepEqual(await complete('jobs', 'explain', '--output', 'json', 'job'), ['job-1', 'job-2']);
    assert.deepEqual(await complete('jobs', 'explain', 'job-1', '--region', 'r', 'thing'), ['thing-1', 'thing-2']);
    assert.deepEqual(await complete('jobs', 'explain', 'job-1', 'thing-1', 'thing'), []);
    assert.deepEqual(await complete('jobs', 'wait', 'job-1', '--un'), ['--until']);
    assert.deepEqual(await complete('completion', 'b'), ['bash']);
    assert.deepEqual(await complete('env', '--data-dir', ''), []);
    const waiting = await complete('iot', 'delete-job', '--');
    assert.ok(waiting.includes('--wait') && !waiting.includes('--next-token'));
    assert.deepEqual(await complete('iot', 'delete-thing', '--wai'), []);
  });

  test('knows global options before the service, attached values, and the words of help and configure', async () => {
    assert.deepEqual(await complete('--outp'), ['--output']);
    assert.ok(!(await complete('')).includes('--output'));
    assert.ok((await complete('iot', 'delete-job', '')).includes('--job-id'));
    assert.deepEqual(await complete('--output', 'te'), ['text']);
    assert.deepEqual(await complete('--output', 'text', 'iot', 'list-things-in-t'), ['list-things-in-thing-group']);
    assert.deepEqual(await complete('iot', '--output', 'text', 'list-things-in-t'), ['list-things-in-thing-group']);
    assert.deepEqual(await complete('iot', 'list-jobs', '--status=CA'), ['--status=CANCELED']);
    assert.deepEqual(await complete('iot', 'list-jobs', '--status=-'), []);
    assert.deepEqual(await complete('iot', 'list-jobs', '--max-items='), []);
    assert.deepEqual(await complete('help', 'iot', 'delete-job-t'), ['delete-job-template']);
    assert.deepEqual(await complete('help', 'ret'), ['return-codes']);
    assert.deepEqual(await complete('help', 'iot', 'delete-job', ''), []);
    assert.deepEqual(await complete('configure', 'li'), ['list', 'list-profiles']);
  });
});
