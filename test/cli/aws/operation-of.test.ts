import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationOf } from '../../../src/cli/aws/operation-of.ts';
import { commandsOf } from '../../../src/cli/aws/operations.ts';
import { services } from '../../../src/cli/aws/services.ts';

test('every command is found, whatever part of the contract its words point at', async () => {
  for (const service of services) {
    for (const [command, operation] of commandsOf(service)) {
      assert.equal(await operationOf(service, command), operation, command);
    }
    assert.equal(await operationOf(service, 'describe-jobs'), undefined);
    assert.equal(await operationOf(service, 'toString'), undefined);
  }
});
