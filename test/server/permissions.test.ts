/** Each operation over HTTP: with exactly the documented permission it is let through, without any part of it it is not. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { extensionOperations } from '../../src/contract/extensions/index.ts';
import type { OperationContract } from '../../src/contract/operation.ts';
import { controlPlaneOperations, deviceOperations } from '../../src/contract/operations/index.ts';
import { resourceArn } from '../../src/domain/authorization/checks.ts';
import { refusalIn, send as sendAsIs, type TestRequest } from '../gateway/http/test-gateway.ts';
import { testAccount } from '../support/context.ts';
import { exampleInput } from '../support/example-input.ts';
import { operatorGateway, policy } from '../support/operators.ts';
import {
  controlPlanePermissions,
  type DocumentedPermission,
  devicePermissions,
  extensionPermissions,
} from '../support/permissions.ts';

const { admin, port, send, user } = await operatorGateway({ 'failed-sign-ins-per-minute': 'unlimited' });
const alice = await user('alice', policy({ Action: 'iot:Nothing' }));

interface Grant {
  readonly action: string;
  readonly resource: string;
}

/** Puts other permissions in the place of those that the user has. */
async function allow(grants: readonly Grant[]): Promise<void> {
  const statements = grants.map(({ action, resource }) => ({ Action: action, Resource: resource }));
  const document = policy({ Action: 'iot:Nothing' }, ...statements);
  await admin('PUT', '/x/admin/policies/alice-0', { policyDocument: JSON.stringify(document) });
}

function requestFor(operation: OperationContract): TestRequest {
  const query: Record<string, string> = {};
  const headers: Record<string, string> = {};
  const body: Record<string, unknown> = {};
  const input = exampleInput(operation);
  for (const [name, member] of Object.entries(operation.input)) {
    const value = input[name];
    if (value === undefined || member.in === 'path') continue;
    if (member.in === 'query') query[member.name ?? name] = String(value);
    else if (member.in === 'header') headers[member.name ?? name] = String(value);
    else body[name] = value;
  }
  const path = operation.path.replace(/\{(\w+)\}/g, (_all, name) => encodeURIComponent(String(input[name])));
  const { method } = operation;
  return { method, path, query, headers, ...(Object.keys(body).length === 0 ? {} : { body: JSON.stringify(body) }) };
}

/** The grants that the documented permission consists of; of optional resources alone one suffices. */
function grantsOf(
  action: string,
  { further = [], optional = [], required }: DocumentedPermission,
  plane: 'control' | 'extension',
): readonly Grant[] {
  const full = (resource: string) => (resource === '*' ? '*' : resourceArn(testAccount, plane, resource));
  const resources = required.length > 0 ? required : optional.slice(0, 1);
  return [
    ...resources.map((resource) => ({ action, resource: full(resource) })),
    ...further.map((text) => {
      const [name = '', resource = ''] = text.split(' ');
      return { action: `iot:${name}`, resource: full(resource) };
    }),
  ];
}

const isOpen = ({ unsigned }: OperationContract) => unsigned === 'always';
const extensions: readonly OperationContract[] = Object.values(extensionOperations);
const signedExtensions = Object.fromEntries(
  extensions.filter((operation) => !isOpen(operation)).map((operation) => [operation.name, operation]),
);

const planes: readonly {
  readonly operations: Readonly<Record<string, OperationContract>>;
  readonly documented: Readonly<Record<string, DocumentedPermission>>;
  readonly prefix: string;
  readonly service: string;
  /** Whose ARNs its resources have. */
  readonly plane: 'control' | 'extension';
}[] = [
  {
    operations: controlPlaneOperations,
    documented: controlPlanePermissions,
    prefix: 'iot',
    service: 'iot',
    plane: 'control',
  },
  {
    operations: deviceOperations,
    documented: devicePermissions,
    prefix: 'iotjobsdata',
    service: 'iot-jobs-data',
    plane: 'control',
  },
  {
    operations: signedExtensions,
    documented: extensionPermissions,
    prefix: 'musterd',
    service: 'iot',
    plane: 'extension',
  },
];

for (const { documented, operations, plane, prefix, service } of planes) {
  describe(`an operation of ${prefix}, where nothing that it names exists`, () => {
    for (const [name, operation] of Object.entries(operations)) {
      test(`${name} needs each part of its permission`, async () => {
        const permission = documented[name];
        assert.ok(permission !== undefined, 'its permission is documented');
        const action = `${prefix}:${name}`;
        const grants = grantsOf(action, permission, plane);
        const ask = () => send(requestFor(operation), { ...alice, service });
        await allow(grants);
        assert.notEqual((await ask()).status, 403, 'with all of it');
        for (const missing of grants) {
          await allow(grants.filter((grant) => grant !== missing));
          const refusal = refusalIn(await ask());
          const asked = `${missing.action} on resource: ${missing.resource}`;
          assert.equal(
            refusal,
            `AccessDeniedException: User: arn:aws:iam::000000000000:user/alice is not authorized to perform: ${asked} ` +
              `because no identity-based policy allows the ${missing.action} action`,
          );
        }
      });
    }
  });
}

describe('an operation that is open to anybody', () => {
  for (const operation of extensions.filter(isOpen)) {
    test(`${operation.name} answers without a signature`, async () => {
      assert.equal((await sendAsIs(port, requestFor(operation))).status, 200);
    });
  }
});
