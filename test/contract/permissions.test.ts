/** Every operation's resources are those that the book documents. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extensionOperations } from '../../src/contract/extensions/index.ts';
import type { OperationContract } from '../../src/contract/operation.ts';
import { controlPlaneOperations, deviceOperations } from '../../src/contract/operations/index.ts';
import { arn } from '../../src/domain/arn.ts';
import { namedResources } from '../../src/domain/authorization/resources.ts';
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
  readonly operations: Readonly<Record<string, OperationContract>>;
  readonly documented: Readonly<Record<string, DocumentedPermission>>;
}[] = [
  { name: 'control plane', operations: controlPlaneOperations, documented: controlPlanePermissions },
  { name: 'device API', operations: deviceOperations, documented: devicePermissions },
  {
    name: 'paths under /x/',
    operations: extensionOperations,
    documented: { ...extensionPermissions, GetHealth: { required: ['*'] }, GetServerAuthorities: { required: ['*'] } },
  },
];

for (const { documented, name: plane, operations } of planes) {
  test(`the operations of the ${plane} need permission on the resources that are documented`, () => {
    for (const [name, operation] of Object.entries(operations)) {
      const expected = documented[name];
      assert.ok(expected !== undefined, `${name} has no documented permission`);
      const full = (resource: string) => (resource === '*' ? '*' : arn(testAccount, resource));
      const named = namedResources(operation, exampleInput(operation), (resource) => arn(testAccount, resource));
      assert.deepEqual(
        { ...named, further: operation.furtherActions ?? [] },
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
