import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsFailure } from '../../../src/cli/aws/failure.ts';
import { hintsFor } from '../../../src/cli/aws/hints.ts';

const hint = (message: string, code?: string) =>
  hintsFor(new AwsFailure(254, message, code === undefined ? {} : { code }), 'musterd', ['default', 'production']);

test('a refused value of an enum is followed by those that are near', () => {
  const refused = (value: string) =>
    `1 validation error detected: Value '${value}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [IN_PROGRESS, CANCELED, COMPLETED]`;
  assert.equal(hint(refused('complete'), 'InvalidRequestException'), '\nMaybe you meant:\n\n  * COMPLETED\n');
  assert.equal(hint(refused('in-progress'), 'InvalidRequestException'), '\nMaybe you meant:\n\n  * IN_PROGRESS\n');
  assert.equal(hint(refused('nonsense'), 'InvalidRequestException'), '');
});

test('a profile that is not there is followed by those that are near', () => {
  assert.equal(hint('The config profile (produktion) could not be found'), '\nMaybe you meant:\n\n  * production\n');
});

test('what is not there is followed by the command that lists what is', () => {
  assert.equal(hint('Job j does not exist.', 'ResourceNotFoundException'), '\nSee musterd iot list-jobs\n');
  assert.equal(
    hint('Thing lamp has no execution of job j.', 'ResourceNotFoundException'),
    '\nSee musterd iot list-job-executions-for-job --job-id j\n',
  );
  assert.equal(hint('Job j does not exist.', 'SomethingElse'), '');
});
