import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ServiceError } from '../../../src/contract/errors.ts';
import { parsePolicyDocument } from '../../../src/domain/policy-language/policy-document.ts';
import { refusal } from '../../support/refusal.ts';

const statement = { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' };
const parse = (document: unknown) => parsePolicyDocument(JSON.stringify(document), 2048);

test('a document is read into what its evaluation needs', () => {
  const { statements } = parse({
    Version: '2012-10-17',
    Id: 'devices',
    Statement: [
      { Sid: 'a', Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: 'arn:aws:iot:*:*:topic/a' },
      {
        Effect: 'Deny',
        NotAction: 'iot:Connect',
        NotResource: ['x'],
        Condition: { 'ForAnyValue:StringEqualsIfExists': { 'iot:ConnectAttributes': ['LastWill', 1, true] } },
      },
    ],
  });
  assert.deepEqual(statements, [
    {
      sid: 'a',
      effect: 'Allow',
      action: { negated: false, patterns: ['iot:Publish', 'iot:Receive'] },
      resource: { negated: false, patterns: ['arn:aws:iot:*:*:topic/a'] },
      conditions: [],
    },
    {
      sid: undefined,
      effect: 'Deny',
      action: { negated: true, patterns: ['iot:Connect'] },
      resource: { negated: true, patterns: ['x'] },
      conditions: [
        {
          quantifier: 'ForAnyValue',
          operator: 'StringEquals',
          ifExists: true,
          key: 'iot:ConnectAttributes',
          values: ['LastWill', '1', 'true'],
        },
      ],
    },
  ]);
});

test('both versions of the grammar, no version and a single statement are accepted', () => {
  for (const version of [{}, { Version: '2012-10-17' }, { Version: '2008-10-17' }]) {
    assert.equal(parse({ ...version, Statement: statement }).statements.length, 1);
  }
});

const malformed: Readonly<Record<string, unknown>> = {
  'a list': [],
  null: null,
  'a string': 'x',
  'no Statement': { Version: '2012-10-17' },
  'an empty list of statements': { Statement: [] },
  'a statement that is a string': { Statement: ['x'] },
  'another Version': { Version: '2020-01-01', Statement: statement },
  'a Version that is a number': { Version: 2012, Statement: statement },
  'an Id that is a number': { Id: 1, Statement: statement },
  'a Principal in the document': { Principal: '*', Statement: statement },
  'a Principal': { Statement: { ...statement, Principal: '*' } },
  'a NotPrincipal': { Statement: { ...statement, NotPrincipal: '*' } },
  'no Effect': { Statement: { Action: 'a', Resource: '*' } },
  'an unknown Effect': { Statement: { ...statement, Effect: 'allow' } },
  'no Action': { Statement: { Effect: 'Allow', Resource: '*' } },
  'no Resource': { Statement: { Effect: 'Allow', Action: 'a' } },
  'Action and NotAction': { Statement: { ...statement, NotAction: 'b' } },
  'Resource and NotResource': { Statement: { ...statement, NotResource: 'b' } },
  'an empty Action': { Statement: { ...statement, Action: '' } },
  'an empty list of resources': { Statement: { ...statement, Resource: [] } },
  'an Action that is a number': { Statement: { ...statement, Action: [1] } },
  'a Sid that is a number': { Statement: { ...statement, Sid: 1 } },
  'an unknown member of a statement': { Statement: { ...statement, Conditon: {} } },
  'an unknown member of the document': { Statement: statement, Statements: [] },
  'a Condition that is a list': { Statement: { ...statement, Condition: [] } },
  'an unknown condition operator': { Statement: { ...statement, Condition: { StringEqual: {} } } },
  'a condition operator without keys': { Statement: { ...statement, Condition: { Bool: 'x' } } },
  'a condition value that is an object': { Statement: { ...statement, Condition: { Bool: { a: {} } } } },
};

for (const [name, document] of Object.entries(malformed)) {
  test(`a document with ${name} is malformed`, () => {
    assert.throws(() => parse(document), refusal('MalformedPolicyException', /^The policy document is malformed: /));
  });
}

test('text that is not JSON is malformed, also when it is nested endlessly', () => {
  for (const text of ['', '{', 'Version', '['.repeat(2000), '\0']) {
    assert.throws(() => parsePolicyDocument(text, 2048), refusal('MalformedPolicyException', /it is not JSON/));
  }
});

test('a document may have 2048 characters, whitespace not counted', () => {
  const length = JSON.stringify({ Statement: { ...statement, Sid: '' } }).length;
  const longest = { Statement: { ...statement, Sid: 's'.repeat(2048 - length) } };
  assert.ok(parsePolicyDocument(JSON.stringify(longest, null, 8), 2048));
  const tooLong = { Statement: { ...statement, Sid: 's'.repeat(2049 - length) } };
  assert.throws(() => parse(tooLong), refusal('MalformedPolicyException', /more than 2048 characters/));
});

test('any JSON is either read or malformed', () => {
  const members = fc.constantFrom(
    'Version',
    'Statement',
    'Effect',
    'Action',
    'Resource',
    'Condition',
    '__proto__',
    'x',
  );
  const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, tie('leaf'), fc.array(tie('tree')), fc.dictionary(members, tie('tree'))),
    leaf: fc.constantFrom('2012-10-17', 'Allow', '*', 1, null, true, ''),
  }));
  fc.assert(
    fc.property(tree, (document) => {
      try {
        parse(document);
      } catch (error) {
        if (!(error instanceof ServiceError) || error.name !== 'MalformedPolicyException') throw error;
      }
    }),
    { numRuns: 500 },
  );
});
