/** Whether an operation is a change is told by its name; this holds the rule against every operation there is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isChange } from '../../../src/access/audit/trail.ts';
import { controlPlaneOperations, deviceOperations } from '../../../src/contract/operations/index.ts';

test('operations with GET are not changes, and few others are not', () => {
  const operations = [...Object.values(controlPlaneOperations), ...Object.values(deviceOperations)];
  const reading = operations.filter((operation) => !isChange(operation));
  assert.deepEqual(
    operations.filter((operation) => operation.method === 'GET' && isChange(operation)),
    [],
  );
  const known = [
    'SearchIndex',
    'ListAttachedPolicies',
    'ListTargetsForPolicy',
    'GetEffectivePolicies',
    'TestAuthorization',
  ];
  const others = reading.filter(({ method }) => method !== 'GET').map(({ name }) => name);
  assert.deepEqual(
    others.filter((name) => !known.includes(name)),
    [],
  );
});
