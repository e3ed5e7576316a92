/** Policy documents, and requests that are decided by them. */
import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/contract/errors.ts';
import { connectionContext } from '../../../src/domain/policy-language/connection-context.ts';
import { mqttRequest } from '../../../src/domain/policy-language/device-request.ts';
import { compilePolicy, evaluate } from '../../../src/domain/policy-language/evaluate.ts';
import { type PolicyDocument, parsePolicyDocument } from '../../../src/domain/policy-language/policy-document.ts';
import { mutateText, type Random } from '../random.ts';
import { pureTarget, refusedOr } from '../target.ts';

const LONGEST_DOCUMENT = 2_048;
const RESOURCE = 'arn:aws:iot:us-east-1:000000000000:';
const operators = [
  'StringEquals',
  'StringNotLike',
  'StringEqualsIgnoreCase',
  'ForAnyValue:StringLike',
  'ForAllValues:StringEquals',
  'NumericLessThanEquals',
  'DateGreaterThan',
  'IpAddress',
  'NotIpAddressIfExists',
  'ArnLike',
  'Null',
  'Bool',
] as const;
const keys = [
  'aws:SourceIp',
  'iot:ClientId',
  'iot:Connection.Thing.Attributes[a]',
  'iot:Certificate.Subject.X',
] as const;
const values = [
  '*',
  '?',
  'a*b*c*d*e*',
  '${iot:Connection.Thing.ThingName}',
  '${*}',
  '${$}{iot:ClientId}',
  '192.0.2.0/24',
  '::ffff:1.2.3.4/96',
  '2026-01-01T00:00:00Z',
  '1e9',
  'true',
  'arn:*:iot:*:*:thing/*',
] as const;
const actions = ['iot:*', 'iot:Publish', 'iot:Connect', 'IOT:sub*', 'iotjobsdata:*', '*', 'iot:?ublish'] as const;
const words = [
  '"Statement":',
  '"Effect":"Deny"',
  '"NotAction":',
  '"NotResource":',
  '"Condition":',
  '"Version":',
  '"__proto__":',
  '[[',
  '{}',
  '[]',
  'null',
  ...values,
  ...operators,
];

function statement(random: Random): unknown {
  const some = () => random.pick(values);
  const resource = () =>
    random.pick([
      `${RESOURCE}topic/${some()}`,
      `${RESOURCE}client/${some()}`,
      `${RESOURCE}topicfilter/a/${some()}/#`,
      some(),
    ]);
  const conditions = random.times(2, () => [
    random.pick(operators),
    Object.fromEntries(random.times(2, () => [random.pick(keys), random.oneIn(2) ? some() : random.times(3, some)])),
  ]);
  return {
    ...(random.oneIn(3) ? { Sid: some() } : {}),
    Effect: random.oneIn(3) ? 'Deny' : 'Allow',
    [random.oneIn(5) ? 'NotAction' : 'Action']: [random.pick(actions), ...random.times(2, () => random.pick(actions))],
    [random.oneIn(5) ? 'NotResource' : 'Resource']: [resource(), ...random.times(2, resource)],
    ...(random.oneIn(2) ? { Condition: Object.fromEntries(conditions) } : {}),
  };
}

function document(random: Random): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [statement(random), ...random.times(2, () => statement(random))],
  });
}

function read(text: string): PolicyDocument | undefined {
  const isRefusal = (error: unknown) => error instanceof ServiceError && error.name === 'MalformedPolicyException';
  return refusedOr(isRefusal, () => parsePolicyDocument(text, LONGEST_DOCUMENT));
}

export const policyDocumentTarget = pureTarget(
  'policy documents',
  120,
  (random) => mutateText(random, document(random), words, 8_192),
  (text) => {
    const parsed = read(text);
    if (parsed !== undefined) assert.ok(parsed.statements.length > 0);
  },
);

const account = { partition: 'aws', region: 'us-east-1', accountId: '000000000000' };
const mqttActions = ['iot:Connect', 'iot:Publish', 'iot:Subscribe', 'iot:Receive', 'iot:RetainPublish'] as const;
const denyAll = '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}';

export const policyEvaluationTarget = pureTarget(
  'policy evaluation',
  130,
  (random) => ({
    text: random.oneIn(3) ? mutateText(random, document(random), words, LONGEST_DOCUMENT) : document(random),
    action: random.pick(mqttActions),
    name: mutateText(
      random,
      random.pick(['a/b/c', '$aws/things/t/jobs/#', 'thing-1', 'a'.repeat(256)]),
      values,
      65_535,
    ),
    clientId: mutateText(random, 'thing-1', values, 128),
    sourceIp: random.pick(['192.0.2.1', '::1', '::ffff:192.0.2.1', 'no address', '']),
  }),
  ({ text, action, name, clientId, sourceIp }) => {
    const parsed = read(text);
    if (parsed === undefined) return;
    const statements = compilePolicy('p', parsed);
    const thing = { thingName: clientId, thingTypeName: null, attributes: { a: name.slice(0, 800) } };
    const facts = { certificateId: 'c', certificateNames: () => undefined, clientId, sourceIp, thing };
    const request = mqttRequest(account, action, name, connectionContext(facts));
    const { outcome } = evaluate(statements, request);
    const effect = { allow: 'Allow', 'explicit deny': 'Deny', 'implicit deny': undefined }[outcome];
    assert.ok(effect === undefined || parsed.statements.some((one) => one.effect === effect));
    const denied = [...statements, ...compilePolicy('d', parsePolicyDocument(denyAll, LONGEST_DOCUMENT))];
    assert.equal(evaluate(denied, request).outcome, 'explicit deny');
  },
);
