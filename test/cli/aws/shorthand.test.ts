/** The shorthand grammar, row by row (docs/service/command-line.md#the-shorthand). */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseShorthand, ShorthandError, type ShorthandValue } from '../../../src/cli/aws/values/shorthand.ts';
import { recordingServer } from '../../support/recording-server.ts';
import { line } from '../support/line.ts';

const read = (value: string) => `<${value}>`;
const parse = (text: string) => parseShorthand(text, read);

const groups: readonly (readonly [text: string, value: Readonly<Record<string, ShorthandValue>>])[] = [
  ['Key=a,Value=b', { Key: 'a', Value: 'b' }],
  ['Key=a, Value=b', { Key: 'a', Value: 'b' }],
  ['Key = a , Value = b ', { Key: 'a', Value: 'b' }],
  ['Key=a,Value="b,c"', { Key: 'a', Value: 'b,c' }],
  ['Key=a,Value=b\\,c', { Key: 'a', Value: 'b,c' }],
  ["Key='a b',Value=c=d", { Key: 'a b', Value: 'c=d' }],
  ['Key=a,Value=', { Key: 'a', Value: '' }],
  ['Key=,Value=b', { Key: '', Value: 'b' }],
  ['a=b,c=d', { a: 'b', c: 'd' }],
  ['a=b,c,d', { a: ['b', 'c', 'd'] }],
  ['a=b,c,d=e', { a: ['b', 'c'], d: 'e' }],
  ['a=[]', { a: [] }],
  ['a=[b]', { a: ['b'] }],
  ['a=[b,c],d=e', { a: ['b', 'c'], d: 'e' }],
  ['a=[ b , c ]', { a: ['b', 'c'] }],
  ['a=[[b,c],[d]]', { a: [['b', 'c'], ['d']] }],
  ['a={}', { a: {} }],
  ['a={b=c,d={e=f}}', { a: { b: 'c', d: { e: 'f' } } }],
  ['a=[{b=c},{b=d}]', { a: [{ b: 'c' }, { b: 'd' }] }],
  ['k={S=v}', { k: { S: 'v' } }],
  ['startTime=2026-01-01 10:00,endBehavior=CANCEL', { startTime: '2026-01-01 10:00', endBehavior: 'CANCEL' }],
  ['a=\'it\\\'s\',b="x\\"y"', { a: "it's", b: 'x"y' }],
  ["a='back\\\\slash'", { a: 'back\\slash' }],
  ['a@=file://x', { a: '<file://x>' }],
  ['a={b@=file://x}', { a: { b: '<file://x>' } }],
  ['a-b_c.d#e/f:g=1', { 'a-b_c.d#e/f:g': '1' }],
  ['k=ä', { k: 'ä' }],
  ['a=b\nc', { a: 'b\nc' }],
];

const failures: readonly (readonly [text: string, message: string])[] = [
  ['Key', "Expected: '=', received: 'EOF' for input:\n Key\n   ^"],
  ['Key==', "Expected: ',', received: '=' for input:\n Key==\n    ^"],
  [
    'maximumPerMinute=50,',
    `Expected: '<second>', received: '<none>' for input:\n maximumPerMinute=50,\n${' '.repeat(20)}^`,
  ],
  [
    'Key=a,Value=b,Key=c',
    'Second instance of key "Key" encountered for input:\nKey=a,Value=b,Key=c\n              ^\n' +
      'This is often because there is a preceding "," instead of a space.',
  ],
  ['a=[b', "Expected: ',', received: 'EOF' for input:\n a=[b\n    ^"],
  ['a={b=c', "Expected: ',', received: 'EOF' for input:\n a={b=c\n      ^"],
  ['a={b}', "Expected: '=', received: '}' for input:\n a={b}\n    ^"],
  ['', "Expected: '=', received: 'EOF' for input:\n \n^"],
];

describe('shorthand', () => {
  for (const [text, value] of groups) {
    test(`${JSON.stringify(text)} is ${JSON.stringify(value)}`, () => assert.deepEqual(parse(text), value));
  }

  for (const [text, message] of failures) {
    test(`${JSON.stringify(text)} is refused where it goes wrong`, () => {
      assert.throws(() => parse(text), new ShorthandError(message));
    });
  }

  test('text that never ends well ends soon', () => {
    for (const text of ['a=['.repeat(20_000), `a=${'b,'.repeat(20_000)}`, `a=${'{'.repeat(20_000)}`]) {
      assert.throws(() => parse(text), ShorthandError);
    }
  });
});

const target = ['iot', 'create-job', '--job-id', 'x', '--targets', 'a'];
const typed: readonly (readonly [words: readonly string[], body: string])[] = [
  [
    [
      ...target,
      '--job-executions-rollout-config',
      'maximumPerMinute=50,exponentialRate={baseRatePerMinute=5,incrementFactor=1.5,rateIncreaseCriteria={numberOfNotifiedThings=100}}',
    ],
    '"jobExecutionsRolloutConfig":{"maximumPerMinute":50,"exponentialRate":{"baseRatePerMinute":5,"incrementFactor":1.5,"rateIncreaseCriteria":{"numberOfNotifiedThings":100}}}',
  ],
  [
    [
      ...target,
      '--abort-config',
      'criteriaList=[{failureType=FAILED,action=CANCEL,thresholdPercentage=10,minNumberOfExecutedThings=5}]',
    ],
    '"abortConfig":{"criteriaList":[{"failureType":"FAILED","action":"CANCEL","thresholdPercentage":10.0,"minNumberOfExecutedThings":5}]}',
  ],
  [
    [
      ...target,
      '--abort-config',
      'criteriaList={failureType=ALL,action=CANCEL,thresholdPercentage=1,minNumberOfExecutedThings=5}',
    ],
    '"abortConfig":{"criteriaList":[{"failureType":"ALL","action":"CANCEL","thresholdPercentage":1.0,"minNumberOfExecutedThings":5}]}',
  ],
  [[...target, '--tags', 'Key=a,Value=b', 'Key=c'], '"tags":[{"Key":"a","Value":"b"},{"Key":"c"}]'],
  [[...target, '--document-parameters', 'a=b,c=d'], '"documentParameters":{"a":"b","c":"d"}'],
];

describe('what shorthand becomes', () => {
  for (const [words, body] of typed) {
    test(words.slice(6).join(' '), async (t) => {
      const { endpoint, requests } = await recordingServer(t);
      assert.deepEqual(await line([...words, '--endpoint-url', endpoint]), { code: 0, stdout: '', stderr: '' });
      assert.equal(requests[0]?.body, `{"targets":["a"],${body}}`);
    });
  }

  test('events are switched by truth values', async (t) => {
    const { endpoint, requests } = await recordingServer(t);
    const events = 'JOB={Enabled=true},JOB_EXECUTION={Enabled=False}';
    await line(['iot', 'update-event-configurations', '--event-configurations', events, '--endpoint-url', endpoint]);
    assert.equal(
      requests[0]?.body,
      '{"eventConfigurations":{"JOB":{"Enabled":true},"JOB_EXECUTION":{"Enabled":false}}}',
    );
  });

  test('status details are texts', async (t) => {
    const { endpoint, requests } = await recordingServer(t);
    const words = ['iot-jobs-data', 'start-next-pending-job-execution', '--thing-name', 't'];
    await line([...words, '--status-details', 'step=1,pct=50', '--endpoint-url', endpoint]);
    assert.equal(requests[0]?.body, '{"statusDetails":{"step":"1","pct":"50"}}');
  });
});
