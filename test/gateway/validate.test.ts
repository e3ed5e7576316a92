import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ServiceError } from '../../src/contract/errors.ts';
import { controlPlaneOperations, deviceOperations } from '../../src/contract/operations/index.ts';
import type { Members, Shape } from '../../src/contract/shape.ts';
import { jobText } from '../../src/contract/shapes/common.ts';
import { detailsMap } from '../../src/contract/shapes/job.ts';
import { type ValidationOptions, validate, validateAny } from '../../src/gateway/validate.ts';

const { input: createJob } = controlPlaneOperations.CreateJob;
const { input: update } = deviceOperations.UpdateJobExecution;

function refusal(members: Members, raw: Readonly<Record<string, unknown>>, options?: ValidationOptions): string {
  try {
    validateAny(members, raw, options);
  } catch (error) {
    assert.ok(error instanceof ServiceError);
    return `${error.name}: ${error.message}`;
  }
  assert.fail('nothing was refused');
}

function refusalOf(shape: Shape, value: unknown): string {
  return refusal({ member: { shape } }, { member: value });
}

describe('a violation is told in AWS’s words', () => {
  test('and all of them in one message', () => {
    assert.equal(
      refusal(createJob, { jobId: 'a b', description: 'x'.repeat(3000), targetSelection: 'ALL' }),
      "InvalidRequestException: 4 validation errors detected: Value 'a b' at 'jobId' failed to satisfy constraint: Member " +
        "must satisfy regular expression pattern: [a-zA-Z0-9_-]+; Value null at 'targets' failed to satisfy constraint: Member " +
        `must not be null; Value '${'x'.repeat(256)}...' at 'description' failed to satisfy constraint: Member must have ` +
        "length less than or equal to 2028; Value 'ALL' at 'targetSelection' failed to satisfy constraint: Member must satisfy " +
        'enum value set: [CONTINUOUS, SNAPSHOT]',
    );
  });

  test('with the path of a nested member', () => {
    const jobExecutionsRolloutConfig = { maximumPerMinute: 0 };
    assert.equal(
      refusal(createJob, { jobId: 'a', targets: ['x'], jobExecutionsRolloutConfig }),
      "InvalidRequestException: 1 validation error detected: Value '0' at 'jobExecutionsRolloutConfig.maximumPerMinute' failed " +
        'to satisfy constraint: Member must have value greater than or equal to 1',
    );
  });

  test('with the place of a list item', () => {
    assert.match(
      refusal(createJob, { jobId: 'a', targets: ['x', 'y'.repeat(2049), null] }),
      /^\S+ 2 .* at 'targets\.2\.member' failed .*; Value null at 'targets\.3\.member' failed .* must not be null$/,
    );
  });

  test('with the values of a list', () => {
    assert.match(
      refusalOf({ type: 'list', max: 1, of: { type: 'string' } }, ['a', 'b']),
      /Value '\[a, b\]' at 'member' failed to satisfy constraint: Member must have length less than or equal to 1$/,
    );
  });

  test('with the key of a map', () => {
    assert.equal(
      refusalOf(detailsMap, { good: 'x', 'bad key': 'x' }),
      "InvalidRequestException: 1 validation error detected: Value '{bad key=x}' at 'member' failed to satisfy constraint: Map " +
        'keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater ' +
        'than or equal to 1, Member must satisfy regular expression pattern: [a-zA-Z0-9:_-]+, Member must not be null]',
    );
  });

  test('with the value of a map', () => {
    for (const value of ['', null, 'a\u0007b']) {
      assert.match(
        refusalOf(detailsMap, { key: value }),
        /Value '\{key=.*\}' at 'member' failed to satisfy constraint: Map value must satisfy constraint: \[Member/s,
      );
    }
  });

  test('but only the first hundred of very many', () => {
    const message = refusalOf({ type: 'list', of: { type: 'string', max: 1 } }, Array(5000).fill('ab'));
    assert.match(message, /^InvalidRequestException: 5000 validation errors detected: /);
    assert.equal(message.split('; ').length, 100);
  });
});

describe('a value of a wrong JSON type is a serialization error', () => {
  const wrong: readonly (readonly [Shape, unknown, string])[] = [
    [{ type: 'string' }, 1, 'a string, not a number'],
    [{ type: 'integer' }, '1', 'a number, not a string'],
    [{ type: 'boolean' }, 'true', 'a boolean, not a string'],
    [{ type: 'timestamp' }, '2026-01-15', 'a number of seconds, not a string'],
    [{ type: 'list', of: { type: 'string' } }, 'a', 'a list, not a string'],
    [{ type: 'structure', members: {} }, [], 'an object, not a list'],
    [detailsMap, true, 'an object, not a boolean'],
  ];
  for (const [shape, value, words] of wrong) {
    test(`${shape.type} ${JSON.stringify(value)}`, () => {
      assert.equal(refusalOf(shape, value), `SerializationException: Value at 'member' must be ${words}`);
    });
  }

  test('also inside a map', () => {
    assert.equal(
      refusalOf(detailsMap, { key: 1 }),
      "SerializationException: Value at 'member.key' must be a string, not a number",
    );
  });
});

describe('numbers are held exactly or refused', () => {
  const constraint = (type: 'integer' | 'long' | 'double', value: number) =>
    refusalOf({ type }, value).replace(/^.*Member must /, '');

  test('integers have 32 bits', () => {
    assert.equal(constraint('integer', 2 ** 31), 'have value less than or equal to 2147483647');
    assert.equal(constraint('integer', -(2 ** 31) - 1), 'have value greater than or equal to -2147483648');
    assert.equal(constraint('integer', 1.5), 'be an integer');
  });

  test('longs have 53', () => {
    assert.equal(constraint('long', 2 ** 53), 'have value less than or equal to 9007199254740991');
    assert.equal(constraint('long', 0.1), 'be an integer');
  });

  test('doubles are finite', () => {
    assert.match(constraint('double', JSON.parse('1e999') as number), /^have value less than or equal to 1\.79/);
  });
});

describe('text', () => {
  test('may not hold what PostgreSQL cannot', () => {
    for (const value of ['a\0b', 'a\ud800b']) {
      assert.match(refusalOf({ type: 'string' }, value), /Member must not contain U\+0000 or an unpaired surrogate$/);
    }
  });

  test('is measured in characters', () => {
    const shape = { type: 'string', min: 2, max: 2 } as const;
    assert.deepEqual(validate({ member: { shape } }, { member: '💡💡' }), { member: '💡💡' });
    assert.match(refusalOf(shape, '💡'), /greater than or equal to 2$/);
  });

  test('of a megabyte is matched against its pattern without harm', () => {
    assert.match(refusalOf(detailsMap, { key: '\t'.repeat(2 ** 20) }), /Map value must satisfy constraint/);
    assert.match(refusalOf(jobText, 'x'.repeat(2 ** 20)), /length less than or equal to 2028$/);
  });
});

describe('what is let through', () => {
  test('has no null and no unknown members', () => {
    const raw = { jobId: 'a', targets: ['x'], description: null, unknown: 1, constructor: 2 };
    assert.deepEqual(validate(createJob, raw), { jobId: 'a', targets: ['x'] });
  });

  test('has timestamps in milliseconds', () => {
    const members = { at: { shape: { type: 'timestamp' } } } as const;
    assert.deepEqual(validate(members, { at: 1560787022.733 }), { at: 1560787022733 });
    assert.match(refusal(members, { at: 1e300 }), /Value '1e\+300' at 'at' .* must be a timestamp$/);
  });

  test('keeps every key of a map', () => {
    const raw = JSON.parse('{"member":{"__proto__":"a","b":"c"}}') as Record<string, unknown>;
    const { member } = validate({ member: { shape: detailsMap } }, raw);
    assert.equal(JSON.stringify(member), '{"__proto__":"a","b":"c"}');
  });

  test('has at most ten thousand items where the contract sets no limit', () => {
    const shape = { type: 'list', of: { type: 'string' } } as const;
    assert.equal(validate({ member: { shape } }, { member: Array(10_000).fill('a') }).member?.length, 10_000);
    assert.match(refusalOf(shape, Array(10_001).fill('a')), /length less than or equal to 10000$/);
  });
});

describe('devices', () => {
  const numbersAsText = { numbersAsText: true };
  const raw = { thingName: 't', jobId: 'j', status: 'SUCCEEDED' };

  test('may send numbers and booleans as text', () => {
    assert.deepEqual(
      validate(update, { ...raw, expectedVersion: '2', includeJobDocument: 'true', executionNumber: 3 }, numbersAsText),
      { ...raw, expectedVersion: 2, includeJobDocument: true, executionNumber: 3 },
    );
  });

  test('may not send other text for them', () => {
    assert.equal(
      refusal(update, { ...raw, expectedVersion: 'two', includeJobDocument: 'yes' }, numbersAsText),
      "InvalidRequestException: 2 validation errors detected: Value 'two' at 'expectedVersion' failed to satisfy constraint: " +
        "Member must be an integer; Value 'yes' at 'includeJobDocument' failed to satisfy constraint: Member must satisfy enum " +
        'value set: [true, false]',
    );
  });
});
