/** What is allowed on each resource of a kind (docs/service/permissions.md#what-a-query-reaches). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePolicy } from '../../../src/domain/policy-language/evaluate.ts';
import { evaluateEach } from '../../../src/domain/policy-language/evaluate-each.ts';
import { parsePolicyDocument } from '../../../src/domain/policy-language/policy-document.ts';

type Json = Readonly<Record<string, unknown>>;

const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
const allow = (Resource: unknown): Json => ({ Effect: 'Allow', Action: 'iot:AddThing', Resource });
const deny = (Resource: unknown): Json => ({ Effect: 'Deny', Action: 'iot:AddThing', Resource });
const allowBut = (NotResource: unknown): Json => ({ Effect: 'Allow', Action: 'iot:AddThing', NotResource });
const denyBut = (NotResource: unknown): Json => ({ Effect: 'Deny', Action: 'iot:AddThing', NotResource });

function outcome(...statements: readonly Json[]): string {
  const document = parsePolicyDocument(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 10_000);
  const context = (key: string) => (key === 'aws:username' ? ['alice'] : undefined);
  const request = { actions: ['iot:AddThing'], resource: arn('thing/*'), context };
  return evaluateEach(compilePolicy('p', document), request).outcome;
}

test('all are allowed only by what leaves none out', () => {
  for (const pattern of ['*', 'arn:*', 'arn:aws:iot:*:*:*', arn('*'), arn('thing/*'), arn('thing*'), arn('t*/*')]) {
    assert.equal(outcome(allow(pattern)), 'allow', pattern);
  }
  for (const pattern of ['thing/a*', 'thing/?', 'thing/??*', 'thing/*-prod', 'thing/${*}', 'thing/${aws:username}-*']) {
    assert.equal(outcome(allow(arn(pattern))), 'implicit deny', pattern);
  }
  assert.equal(outcome(allow(arn('thinggroup/*'))), 'implicit deny');
  assert.equal(outcome(allowBut(arn('thing/prod-*'))), 'implicit deny');
  assert.equal(outcome(allowBut(arn('thinggroup/*'))), 'allow');
});

test('one that is denied, or could be, denies all', () => {
  const patterns = ['thing/prod-*', 'thing/a', 'thing/*-prod', 'thing/${aws:username}', 'thing/${unknown}', 't*/prod'];
  for (const pattern of [...patterns.map(arn), '*', '*prod', 'arn:aws:*', 'arn:aws:iot:*:*:thing/prod']) {
    assert.equal(outcome(allow('*'), deny(pattern)), 'explicit deny', pattern);
  }
  assert.equal(outcome(allow('*'), denyBut(arn('thing/mine-*'))), 'explicit deny');
});

test('what could be none of them denies nothing', () => {
  for (const pattern of [
    arn('thinggroup/*'),
    arn('job/*'),
    'arn:aws:iot:eu-west-1:*:thing/a',
    'arn:aws:s3:::thing/a',
  ]) {
    assert.equal(outcome(allow('*'), deny(pattern)), 'allow', pattern);
  }
  assert.equal(outcome(allow('*'), denyBut(arn('thing*'))), 'allow');
  const never = { ...deny('*'), Condition: { StringEquals: { 'aws:username': 'bob' } } };
  assert.equal(outcome(allow('*'), never), 'allow');
});
