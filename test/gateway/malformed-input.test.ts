import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extensionOperations } from '../../src/contract/extensions/index.ts';
import type { OperationContract } from '../../src/contract/operation.ts';
import { controlPlaneOperations, deviceOperations } from '../../src/contract/operations/index.ts';
import { refusalIn, sendSigned, startTestGateway, type TestRequest } from './http/test-gateway.ts';
import { allowedMembers, malformedMembers } from './malformed-values.ts';

const { port, log } = await startTestGateway();

/** The request that carries these raw values. */
function requestOf({ method, path, input }: OperationContract, raw: Readonly<Record<string, unknown>>): TestRequest {
  const at = (place: string | undefined): readonly (readonly [string, unknown])[] =>
    Object.entries(input)
      .filter(([name, member]) => member.in === place && raw[name] !== undefined)
      .map(([name, member]) => [member.name ?? name, raw[name]]);
  const asText = (pairs: readonly (readonly [string, unknown])[]) =>
    Object.fromEntries(pairs.map(([name, value]) => [name, String(value)]));
  const body = at(undefined);
  return {
    method,
    path: path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(raw[name]))),
    query: asText(at('query')),
    headers: asText(at('header')),
    ...(body.length > 0 ? { body: JSON.stringify(Object.fromEntries(body)) } : {}),
  };
}

const operations: readonly OperationContract[] = [
  ...Object.values(controlPlaneOperations),
  ...Object.values(deviceOperations),
  ...Object.values(extensionOperations),
];

for (const operation of operations) {
  const title = `${operation.name} of ${operation.service}`;

  test(`${title} takes what its contract allows`, async () => {
    const request = requestOf(operation, allowedMembers(operation.input));
    const response = await sendSigned(port, request, { service: operation.service });
    assert.equal(response.status, 200, response.text);
  });

  test(`${title} refuses every malformed member in the documented words`, async () => {
    // Operations on packages have a name of their own for it.
    const violation = operation.errors.includes('ValidationException')
      ? 'ValidationException'
      : 'InvalidRequestException';
    for (const { path, value, code, text } of malformedMembers(operation.input)) {
      const request = requestOf(operation, value as Readonly<Record<string, unknown>>);
      const response = await sendSigned(port, request, { service: operation.service });
      const answer = refusalIn(response);
      assert.equal(response.status, 400, `${path}: ${answer}`);
      // The device API has one error for content of any kind of wrongness.
      const onControlPlane = code === 'InvalidRequestException' ? violation : code;
      const name = operation.service === 'iot-jobs-data' ? 'InvalidRequestException' : onControlPlane;
      assert.ok(answer.startsWith(`${name}: `), `${path}: ${answer}`);
      assert.ok(answer.includes(text), `${path}: ${answer} lacks ${text}`);
      if (code === 'InvalidRequestException') assert.match(answer, /: \d+ validation errors? detected: Value /);
    }
  });
}

test('no malformed input was taken for a fault of the server', () => {
  assert.deepEqual(log, []);
});
