/** Every operation's resources are those that the book documents. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extensionOperations } from '../../src/contract/extensions/index.ts';
import type { OperationContract } from '../../src/contract/operation.ts';
import { controlPlaneOperations, deviceOperations } from '../../src/contract/operations/index.ts';
import { arn } from '../../src/domain/arn.ts';
import { checksOf, type Plane } from '../../src/domain/authorization/checks.ts';
import { type Check, namedResources } from '../../src/domain/authorization/resources.ts';
import { testAccount } from '../support/context.ts';
import { exampleInput } from '../support/example-input.ts';
import {
  controlPlanePermissions,
  type DocumentedPermission,
  devicePermissions,
  extensionPermissions,
} from '../support/permissions.ts';

const planes: readonly {
  readonly name: string;
  readonly plane: Plane;
  readonly operations: Readonly<Record<string, OperationContract>>;
  readonly documented: Readonly<Record<string, DocumentedPermission>>;
}[] = [
  { name: 'control plane', plane: 'control', operations: controlPlaneOperations, documented: controlPlanePermissions },
  { name: 'device API', plane: 'device', operations: deviceOperations, documented: devicePermissions },
  {
    name: 'paths under /x/',
    plane: 'extension',
    operations: extensionOperations,
    documented: { ...extensionPermissions, GetHealth: { required: ['*'] }, GetServerAuthorities: { required: ['*'] } },
  },
];

for (const { documented, name: title, operations, plane } of planes) {
  test(`the operations of the ${title} need permission on the resources that are documented`, () => {
    for (const [name, operation] of Object.entries(operations)) {
      const expected = documented[name];
      assert.ok(expected !== undefined, `${name} has no documented permission`);
      const full = (resource: string) => (resource === '*' ? '*' : arn(testAccount, resource));
      const input = exampleInput(operation);
      const named = namedResources(operation, input, (resource) => arn(testAccount, resource));
      const [, ...further] = checksOf({ plane, operation, input }, testAccount, true);
      assert.deepEqual(
        { ...named, further: further.flatMap(furtherOf) },
        {
          required: expected.required.map(full),
          optional: (expected.optional ?? []).map(full),
          further: expected.further ?? [],
        },
        name,
      );
    }
  });
}

/** As `action resource`, the resource as the last part of its ARN. */
function furtherOf({ actions: [action], required }: Check): readonly string[] {
  return required.map((resource) => `${action.replace('iot:', '')} ${resource.replace(arn(testAccount, ''), '')}`);
}
