import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ServiceError } from '../../../src/contract/errors.ts';
import {
  compilePolicy,
  evaluate,
  type PolicyDecision,
  type PolicyRequest,
} from '../../../src/domain/policy-language/evaluate.ts';
import { parsePolicyDocument } from '../../../src/domain/policy-language/policy-document.ts';

type Json = Readonly<Record<string, unknown>>;
type Context = Readonly<Record<string, readonly string[]>>;

const compile = (statements: readonly Json[]) =>
  compilePolicy('p', parsePolicyDocument(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 100_000));

function decide(
  statements: readonly Json[],
  action: string,
  resource: string,
  context: Context = {},
  mayInsert: NonNullable<PolicyRequest['mayInsert']> = () => true,
): PolicyDecision {
  const lookup = (key: string) => context[key];
  return evaluate(compile(statements), { actions: [action], resource, context: lookup, mayInsert });
}

const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
const allow = (Action: unknown, Resource: unknown, more: Json = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const deny = (Action: unknown, Resource: unknown, more: Json = {}) => ({ Effect: 'Deny', Action, Resource, ...more });

function isAllowed(statements: readonly Json[], action: string, resource: string, context: Context = {}): boolean {
  return decide(statements, action, arn(resource), context).outcome === 'allow';
}

test('nothing is allowed that no statement allows', () => {
  assert.deepEqual(decide([allow('iot:Publish', '*')], 'iot:Connect', arn('client/a')), { outcome: 'implicit deny' });
  assert.equal(isAllowed([allow('iot:Connect', arn('client/b'))], 'iot:Connect', 'client/a'), false);
});

test('an explicit deny wins, wherever it stands, and is named', () => {
  const statements = [
    allow('iot:*', '*', { Sid: 'all' }),
    deny('iot:Publish', arn('topic/secret/*')),
    allow('iot:Publish', '*'),
  ];
  assert.deepEqual(decide(statements, 'iot:Publish', arn('topic/secret/a')), {
    outcome: 'explicit deny',
    by: { policyName: 'p', statement: 1 },
  });
  assert.deepEqual(decide(statements, 'iot:Publish', arn('topic/a')), {
    outcome: 'allow',
    by: { policyName: 'p', statement: 'all' },
  });
});

test('actions are compared without case, with wildcards, and under each of their names', () => {
  assert.ok(isAllowed([allow('IOT:pub*', '*')], 'iot:Publish', 'topic/a'));
  assert.ok(isAllowed([allow('iot:Publis?', '*')], 'iot:Publish', 'topic/a'));
  assert.ok(!isAllowed([allow('iot:Pub', '*')], 'iot:Publish', 'topic/a'));
  const request = { actions: ['iotjobsdata:X', 'iot:X'], resource: arn('thing/t'), context: () => undefined };
  assert.equal(evaluate(compile([allow('iot:*', '*')]), request).outcome, 'allow');
  assert.equal(evaluate(compile([allow('*', '*'), deny('iot:X', '*')]), request).outcome, 'explicit deny');
  const all = { Effect: 'Allow', NotAction: 'iot:X', Resource: '*' };
  assert.equal(evaluate(compile([all]), request).outcome, 'implicit deny');
});

test('NotAction and NotResource turn the match around', () => {
  const statements = [{ Effect: 'Allow', NotAction: ['iot:Connect'], NotResource: [arn('topic/a'), arn('topic/b*')] }];
  assert.ok(isAllowed(statements, 'iot:Publish', 'topic/c'));
  assert.ok(!isAllowed(statements, 'iot:Publish', 'topic/bc'));
  assert.ok(!isAllowed(statements, 'iot:Connect', 'client/c'));
});

test('a policy for another partition, Region or account does not match, an empty or starred part does', () => {
  for (const pattern of ['arn:aws:iot:*:*:topic/a', 'arn:aws:iot:::topic/a', 'arn::iot:us-east-1:*:topic/*', '*']) {
    assert.ok(isAllowed([allow('iot:Publish', pattern)], 'iot:Publish', 'topic/a'), pattern);
  }
  for (const pattern of ['arn:aws-cn:iot:*:*:topic/a', 'arn:aws:iot:eu-west-1:*:topic/a', 'arn:aws:::*:topic/a']) {
    assert.ok(!isAllowed([allow('iot:Publish', pattern)], 'iot:Publish', 'topic/a'), pattern);
  }
});

test('no topic with colons in it reaches what a starred account was meant for, but a deny reaches as far as it can', () => {
  const pattern = 'arn:aws:iot:*:*:topic/public';
  assert.ok(!isAllowed([allow('iot:Publish', pattern)], 'iot:Publish', 'topic/a:0:topic/public'));
  assert.ok(isAllowed([allow('iot:Publish', 'arn:aws:iot:*:*:topic/a:*')], 'iot:Publish', 'topic/a:0:topic/public'));
  const statements = [allow('iot:Publish', '*'), deny('iot:Publish', 'arn:*:topic/secret')];
  assert.ok(!isAllowed(statements, 'iot:Publish', 'topic/secret'));
});

test('the wildcards of MQTT are letters like others', () => {
  const statements = [allow('iot:Subscribe', [arn('topicfilter/a/+/b'), arn('topicfilter/c/*')])];
  assert.ok(isAllowed(statements, 'iot:Subscribe', 'topicfilter/a/+/b'));
  assert.ok(!isAllowed(statements, 'iot:Subscribe', 'topicfilter/a/x/b'));
  assert.ok(isAllowed(statements, 'iot:Subscribe', 'topicfilter/c/#'));
});

test('a value that must not be inserted grants nothing, but may still deny', () => {
  const context = { 'iot:ClientId': ['+'] };
  const resource = arn('topicfilter/+/a');
  const guard = (_key: string, value: string, grants: boolean) => !(grants && value === '+');
  const pattern = arn('topicfilter/${iot:ClientId}/a');
  const granting = [allow('iot:Subscribe', pattern)];
  assert.equal(decide(granting, 'iot:Subscribe', resource, context, guard).outcome, 'implicit deny');
  assert.equal(decide(granting, 'iot:Subscribe', resource, context).outcome, 'allow');
  const denying = [allow('*', '*'), deny('iot:Subscribe', pattern)];
  assert.equal(decide(denying, 'iot:Subscribe', resource, context, guard).outcome, 'explicit deny');
  const others = [{ Effect: 'Allow', Action: 'iot:Subscribe', NotResource: pattern }];
  assert.equal(decide(others, 'iot:Subscribe', resource, context, guard).outcome, 'implicit deny');
});

test('a variable without value, or with several, matches nothing', () => {
  const statements = [allow('iot:Connect', arn('client/${iot:Connection.Thing.ThingName}'))];
  const key = 'iot:Connection.Thing.ThingName';
  assert.ok(isAllowed(statements, 'iot:Connect', 'client/a', { [key]: ['a'] }));
  assert.ok(!isAllowed(statements, 'iot:Connect', 'client/a'));
  assert.ok(!isAllowed(statements, 'iot:Connect', 'client/a', { [key]: ['a', 'b'] }));
});

test('values of the request are asked for only where a statement needs them', () => {
  const asked: string[] = [];
  const context = (key: string) => {
    asked.push(key);
    return undefined;
  };
  const statements = compile([
    allow('iot:Connect', '*', { Condition: { Bool: { k: 'true' } } }),
    allow('iot:Publish', '*'),
  ]);
  evaluate(statements, { actions: ['iot:Publish'], resource: arn('topic/a'), context });
  assert.deepEqual(asked, []);
});

test('neither documents nor requests make the evaluation fail or slow', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'ab*?${}:/+#.'), maxLength: 300 }),
    fc.constantFrom(
      'arn:aws:iot:*:*:topic/*',
      '${iot:ClientId}',
      '${aws:SourceIp}',
      '*a'.repeat(150),
      '2026-01-01',
      '10.0.0.0/8',
    ),
    fc.string({ maxLength: 60 }),
  );
  const operators = [
    'StringEquals',
    'StringNotLike',
    'ForAllValues:StringLike',
    'ForAnyValue:ArnNotLike',
    'NumericLessThanIfExists',
    'DateGreaterThanEquals',
    'Bool',
    'NotIpAddress',
    'IpAddress',
    'Null',
    'ArnEquals',
    'StringEqualsIgnoreCase',
  ];
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    [`Action`]: fc.array(text, { minLength: 1, maxLength: 3 }),
    [`Resource`]: fc.array(text, { minLength: 1, maxLength: 3 }),
    Condition: fc.dictionary(
      fc.constantFrom(...operators),
      fc.dictionary(fc.constantFrom('k', 'l'), text, { maxKeys: 2 }),
      { maxKeys: 2 },
    ),
  });
  const values = fc.option(fc.array(text, { maxLength: 3 }), { nil: undefined });
  fc.assert(
    fc.property(
      fc.array(statement, { minLength: 1, maxLength: 4 }),
      text,
      text,
      values,
      (statements, action, resource, k) => {
        const began = performance.now();
        let compiled: ReturnType<typeof compile>;
        try {
          compiled = compile(statements);
        } catch (error) {
          assert.ok(error instanceof ServiceError, String(error));
          return;
        }
        const { outcome } = evaluate(compiled, { actions: [action], resource, context: () => k });
        assert.ok(['allow', 'explicit deny', 'implicit deny'].includes(outcome));
        assert.ok(performance.now() - began < 100);
      },
    ),
    { numRuns: 5_000 },
  );
});
