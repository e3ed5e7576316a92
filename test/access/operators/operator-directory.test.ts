/** What is remembered of keys and policies, for how long, and what counts at once. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { operatorDirectory } from '../../../src/access/operators/operator-directory.ts';
import { sealWith } from '../../../src/lib/seal.ts';
import { extensionHandlers as call } from '../../../src/operations/extensions/index.ts';
import { testAccount, testContext } from '../../support/context.ts';
import { extensionRequest } from '../../support/extension-request.ts';
import { signalsTo } from '../../support/signals.ts';

/** As in another process: no directory here hears of what it changes. */
const context = await testContext();
const { clock, database } = context;
const seal = sealWith(randomBytes(32));
const newDirectory = (key = seal) => operatorDirectory({ database, account: testAccount, seal: key, clock });
const elsewhere = extensionRequest(context, { seal });

async function userWithKey(name: string): Promise<string> {
  await call.CreateUser(elsewhere, { userName: name });
  return (await call.CreateAccessKey(elsewhere, { userName: name })).accessKeyId ?? '';
}

test('what another process changes counts after five seconds, what this one changes at once', async () => {
  const key = await userWithKey('alice');
  const directory = newDirectory();
  assert.equal((await directory.find(key))?.principal.arn, 'arn:aws:iam::000000000000:user/alice');
  await call.UpdateAccessKey(elsewhere, { accessKeyId: key, status: 'Inactive' });
  assert.notEqual(await directory.find(key), undefined);
  assert.equal(await directory.reread(key), undefined);
  clock.advance(5_000);
  assert.equal(await directory.find(key), undefined);

  const here = { ...elsewhere, signals: signalsTo({ operatorsChanged: () => directory.forget() }) };
  await call.UpdateAccessKey(here, { accessKeyId: key, status: 'Active' });
  assert.notEqual(await directory.find(key), undefined);
  await call.UpdateAccessKey(here, { accessKeyId: key, status: 'Inactive' });
  assert.equal(await directory.find(key), undefined);
});

test('an unknown key is never remembered as unknown', async () => {
  const directory = newDirectory();
  assert.equal(await directory.find('AKIAAAAAAAAAAAAAAAAA'), undefined);
  const key = await userWithKey('bob');
  assert.notEqual(await directory.find(key), undefined);
});

test('what was read before a change is not remembered after it', async () => {
  const directory = newDirectory();
  const bob = { kind: 'user', name: 'carol' } as const;
  await userWithKey('carol');
  const early = directory.policiesOf(bob);
  directory.forget();
  await call.AttachOperatorPolicy(elsewhere, { policyName: 'operator', userName: bob.name });
  await early;
  assert.equal((await directory.policiesOf(bob)).statements.length, 1);
});

test('a key of a server with another master key is an error of the server, and says so', async () => {
  const key = await userWithKey('dave');
  await assert.rejects(newDirectory(sealWith(randomBytes(32))).find(key), /not sealed with the master key/);
});
