import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileCondition } from '../../../src/domain/policy-language/condition.ts';
import { parsePolicyDocument } from '../../../src/domain/policy-language/policy-document.ts';

const variables = (name: string) => (name === 'me' ? 'a*' : undefined);

/** Whether the operator holds for the values that a request has. */
function holds(operator: string, values: unknown, given: readonly string[] | undefined): boolean {
  const Statement = { Effect: 'Allow', Action: 'a', Resource: 'r', Condition: { [operator]: { k: values } } };
  const { statements } = parsePolicyDocument(JSON.stringify({ Statement }), 2_048);
  const [condition] = statements[0]?.conditions ?? [];
  assert.ok(condition !== undefined);
  return compileCondition(condition).holds(given, variables);
}

const yes: readonly (readonly [operator: string, values: unknown, given: readonly string[] | undefined])[] = [
  ['StringEquals', ['x', 'b'], ['b']],
  ['StringEquals', '*', ['*']],
  ['StringEquals', '${me}', ['a*']],
  ['StringNotEquals', ['x', 'y'], ['b']],
  ['StringNotEquals', 'x', undefined],
  ['StringEqualsIgnoreCase', 'ABC', ['abc']],
  ['StringNotEqualsIgnoreCase', 'ABC', ['abd']],
  ['StringLike', 'a?c*', ['abcdef']],
  ['StringLike', '${me}', ['a*']],
  ['StringNotLike', 'a*', ['b']],
  ['StringEqualsIfExists', 'x', undefined],
  ['Bool', true, ['true']],
  ['Bool', 'TRUE', ['true']],
  ['NumericEquals', 5, ['5.0']],
  ['NumericNotEquals', 5, ['6']],
  ['NumericLessThan', 5, ['-7']],
  ['NumericLessThanEquals', 5, ['5']],
  ['NumericGreaterThan', '5', ['5.5']],
  ['NumericGreaterThanEquals', 5, ['5']],
  ['DateLessThan', '2026-01-02T00:00:00Z', ['2026-01-01T23:59:59Z']],
  ['DateGreaterThan', '1767225600', ['2026-01-01T00:00:01Z']],
  ['DateEquals', '2026-01-01', ['2026-01-01T00:00:00Z']],
  ['IpAddress', '192.0.2.0/24', ['192.0.2.77']],
  ['IpAddress', '192.0.2.0/24', ['::ffff:192.0.2.77']],
  ['IpAddress', ['10.0.0.0/8', '2001:db8::/33'], ['2001:db8:7fff::1']],
  ['IpAddress', '::1', ['0:0:0:0:0:0:0:1']],
  ['NotIpAddress', '192.0.2.0/25', ['192.0.2.200']],
  ['ArnLike', 'arn:aws:iot:*:*:thing/t*', ['arn:aws:iot:r:a:thing/t:1']],
  ['ArnNotEquals', 'arn:aws:iot:*:*:thing/t', ['arn:aws:iot:r:a:thing/u']],
  ['Null', 'true', undefined],
  ['Null', false, ['x']],
  ['ForAllValues:StringEquals', ['a', 'b'], ['b', 'a']],
  ['ForAllValues:StringEquals', ['a'], undefined],
  ['ForAnyValue:StringEquals', ['a'], ['b', 'a']],
  ['ForAnyValue:StringNotEquals', ['a'], ['b', 'a']],
  ['ForAllValues:StringNotLike', ['a*'], ['b', 'c']],
  ['ForAnyValue:StringEqualsIfExists', ['a'], undefined],
];

const no: typeof yes = [
  ['StringEquals', 'x', undefined],
  ['StringEquals', 'X', ['x']],
  ['StringEquals', 'x', []],
  ['StringEquals', [], ['x']],
  ['StringNotEquals', ['x', 'b'], ['b']],
  ['StringNotEqualsIfExists', 'b', ['b']],
  ['StringLike', '${me}', ['abc']],
  ['StringLike', '${you}', ['abc']],
  ['Bool', 'true', ['false']],
  ['NumericEquals', 5, ['five']],
  ['NumericEquals', '0x5', ['5']],
  ['NumericLessThan', 5, ['5']],
  ['DateLessThan', 'tomorrow', ['2026-01-01']],
  ['IpAddress', '192.0.2.0/24', ['192.0.3.1']],
  ['IpAddress', '192.0.2.0/33', ['192.0.2.1']],
  ['IpAddress', '0.0.0.0/0', ['::1']],
  ['IpAddress', '1:2:3', ['1:2:3']],
  ['NotIpAddress', '192.0.2.0/24', ['192.0.2.1']],
  ['ArnLike', 'arn:aws:iot:*:thing/t', ['arn:aws:iot:r:a:thing/t']],
  ['ArnLike', '*', ['arn:aws:iot:r:a:thing/t']],
  ['Null', 'true', ['x']],
  ['Null', 'false', undefined],
  ['ForAllValues:StringEquals', ['a'], ['a', 'b']],
  ['ForAnyValue:StringEquals', ['a'], undefined],
  ['ForAnyValue:StringEquals', ['a'], ['b', 'c']],
  ['ForAnyValue:StringNotEquals', ['a'], undefined],
];

for (const [expected, cases] of [
  [true, yes],
  [false, no],
] as const) {
  test(`conditions that ${expected ? 'hold' : 'do not hold'}`, () => {
    for (const [operator, values, given] of cases) {
      assert.equal(holds(operator, values, given), expected, `${operator} ${JSON.stringify(values)} ${given}`);
    }
  });
}
