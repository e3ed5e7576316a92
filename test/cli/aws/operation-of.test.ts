import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandGroups } from '../../../src/cli/aws/command-groups.ts';
import { operationOf } from '../../../src/cli/aws/operation-of.ts';
import { commandsOf } from '../../../src/cli/aws/operations.ts';

test('every command is found, whatever part of the contract its words point at', async () => {
  for (const service of commandGroups) {
    for (const [command, operation] of commandsOf(service)) {
      assert.equal(await operationOf(service, command), operation, command);
    }
    assert.equal(await operationOf(service, 'describe-jobs'), undefined);
    assert.equal(await operationOf(service, 'toString'), undefined);
  }
});
