import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate } from '../../../src/store/database/migrate.ts';
import { openTestDatabase } from '../../support/database.ts';

test('a database that is up to date is left as it is', async () => {
  const database = await openTestDatabase();
  assert.deepEqual(await migrate(database), []);
});
