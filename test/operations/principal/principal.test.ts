import assert from 'node:assert/strict';
import { test } from 'node:test';
import { principalHandlers } from '../../../src/operations/principal/index.ts';
import { deleteThing, lockThingToDelete, thingHasPrincipal } from '../../../src/store/thing/thing.ts';
import { testContext } from '../../support/context.ts';
import { addCertificate, addThing } from '../../support/identity.ts';
import { refusal } from '../../support/refusal.ts';

const {
  AttachThingPrincipal,
  DetachThingPrincipal,
  ListThingPrincipals,
  ListThingPrincipalsV2,
  ListPrincipalThings,
  ListPrincipalThingsV2,
} = principalHandlers;
const UNKNOWN = `arn:aws:iot:us-east-1:000000000000:cert/${'0'.repeat(64)}`;
const FOREIGN = `arn:aws:iot:us-east-1:999999999999:cert/${'0'.repeat(64)}`;
const EXCLUSIVE = 'EXCLUSIVE_THING';

const context = await testContext();
let count = 0;

async function newThing(): Promise<string> {
  count += 1;
  const thingName = `thing-${count}`;
  await addThing(context, thingName);
  return thingName;
}

test('attaching and detaching are idempotent', async () => {
  const thingName = await newThing();
  const { principal } = await addCertificate(context);
  assert.deepEqual(await AttachThingPrincipal(context, { thingName, principal }), {});
  assert.deepEqual(await AttachThingPrincipal(context, { thingName, principal }), {});
  assert.deepEqual((await ListThingPrincipals(context, { thingName })).principals, [principal]);
  assert.deepEqual((await ListPrincipalThings(context, { principal })).things, [thingName]);
  assert.deepEqual(await DetachThingPrincipal(context, { thingName, principal }), {});
  assert.deepEqual(await DetachThingPrincipal(context, { thingName, principal }), {});
  assert.deepEqual((await ListThingPrincipals(context, { thingName })).principals, []);
});

test('a thing may have several certificates and a certificate several things', async () => {
  const things = [await newThing(), await newThing()];
  const certificates = [await addCertificate(context), await addCertificate(context)];
  for (const thingName of things) {
    for (const { principal } of certificates) await AttachThingPrincipal(context, { thingName, principal });
  }
  const principals = certificates.map((certificate) => certificate.principal).sort();
  for (const thingName of things) {
    assert.deepEqual((await ListThingPrincipals(context, { thingName })).principals, principals);
  }
  for (const principal of principals) {
    assert.deepEqual((await ListPrincipalThings(context, { principal })).things, things);
  }
});

test('an exclusive attachment is the only one of its principal', async () => {
  const [first, second] = [await newThing(), await newThing()];
  const { principal } = await addCertificate(context);
  await AttachThingPrincipal(context, { thingName: first, principal, thingPrincipalType: EXCLUSIVE });
  await assert.rejects(
    AttachThingPrincipal(context, { thingName: second, principal }),
    refusal('InvalidRequestException', `The principal is attached exclusively to the thing ${first}.`),
  );
  await assert.rejects(
    AttachThingPrincipal(context, { thingName: second, principal, thingPrincipalType: EXCLUSIVE }),
    refusal('InvalidRequestException'),
  );
  await AttachThingPrincipal(context, { thingName: first, principal });
  await AttachThingPrincipal(context, { thingName: second, principal });
  await assert.rejects(
    AttachThingPrincipal(context, { thingName: first, principal, thingPrincipalType: EXCLUSIVE }),
    refusal('InvalidRequestException', new RegExp(`attached to the thing ${second}`)),
  );
});

test('of many exclusive attachments at once one succeeds', async () => {
  const { principal } = await addCertificate(context);
  const things = await Promise.all(Array.from({ length: 6 }, newThing));
  const results = await Promise.allSettled(
    things.map((thingName) => AttachThingPrincipal(context, { thingName, principal, thingPrincipalType: EXCLUSIVE })),
  );
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
  assert.equal((await ListPrincipalThings(context, { principal })).things?.length, 1);
});

test('many attachments of one pair at once all succeed', async () => {
  const { principal } = await addCertificate(context);
  const thingName = await newThing();
  await Promise.all(Array.from({ length: 6 }, () => AttachThingPrincipal(context, { thingName, principal })));
  assert.deepEqual((await ListPrincipalThings(context, { principal })).things, [thingName]);
});

test('an attachment and the deletion of the thing at once leave no dangling attachment', async () => {
  const { principal } = await addCertificate(context);
  for (let round = 0; round < 10; round += 1) {
    const thingName = await newThing();
    const deletion = context.database.transaction(async (transaction) => {
      await lockThingToDelete(transaction, thingName);
      if (await thingHasPrincipal(transaction, thingName)) return false;
      await deleteThing(transaction, thingName);
      return true;
    });
    const [attached, deleted] = await Promise.allSettled([
      AttachThingPrincipal(context, { thingName, principal }),
      deletion,
    ]);
    assert.ok(deleted.status === 'fulfilled');
    assert.equal(deleted.value, attached.status === 'rejected');
    if (attached.status === 'fulfilled') await DetachThingPrincipal(context, { thingName, principal });
  }
  assert.deepEqual((await ListPrincipalThings(context, { principal })).things, []);
});

test('unknown things and principals are not found, malformed principals are invalid', async () => {
  const thingName = await newThing();
  const { principal } = await addCertificate(context);
  const missing = 'no-such-thing';
  for (const attempt of [
    () => AttachThingPrincipal(context, { thingName: missing, principal }),
    () => DetachThingPrincipal(context, { thingName: missing, principal }),
    () => ListThingPrincipals(context, { thingName: missing }),
    () => ListThingPrincipalsV2(context, { thingName: missing }),
  ]) {
    await assert.rejects(attempt, refusal('ResourceNotFoundException', 'Thing no-such-thing does not exist.'));
  }
  for (const other of [UNKNOWN, FOREIGN]) {
    for (const attempt of [
      () => AttachThingPrincipal(context, { thingName, principal: other }),
      () => DetachThingPrincipal(context, { thingName, principal: other }),
      () => ListPrincipalThings(context, { principal: other }),
      () => ListPrincipalThingsV2(context, { principal: other }),
    ]) {
      await assert.rejects(attempt, refusal('ResourceNotFoundException', `Principal ${other} does not exist.`));
    }
  }
  for (const other of ['', 'junk', 'us-east-1:cognito-identity', '0'.repeat(64)]) {
    await assert.rejects(
      AttachThingPrincipal(context, { thingName, principal: other }),
      refusal('InvalidRequestException'),
    );
    await assert.rejects(ListPrincipalThings(context, { principal: other }), refusal('InvalidRequestException'));
  }
});

test('the newer lists show and select how a principal is attached', async () => {
  const thingName = await newThing();
  const exclusive = (await addCertificate(context)).principal;
  const shared = (await addCertificate(context)).principal;
  await AttachThingPrincipal(context, { thingName, principal: exclusive, thingPrincipalType: EXCLUSIVE });
  await AttachThingPrincipal(context, { thingName, principal: shared });
  const all = await ListThingPrincipalsV2(context, { thingName });
  assert.deepEqual(
    new Map(all.thingPrincipalObjects?.map((item) => [item.principal, item.thingPrincipalType])),
    new Map(
      [
        [exclusive, 'EXCLUSIVE_THING'],
        [shared, 'NON_EXCLUSIVE_THING'],
      ].sort() as [string, 'EXCLUSIVE_THING' | 'NON_EXCLUSIVE_THING'][],
    ),
  );
  const selected = await ListThingPrincipalsV2(context, { thingName, thingPrincipalType: EXCLUSIVE });
  assert.deepEqual(selected.thingPrincipalObjects, [{ principal: exclusive, thingPrincipalType: EXCLUSIVE }]);
  const things = await ListPrincipalThingsV2(context, { principal: exclusive, thingPrincipalType: EXCLUSIVE });
  assert.deepEqual(things.principalThingObjects, [{ thingName, thingPrincipalType: EXCLUSIVE }]);
  const none = await ListPrincipalThingsV2(context, { principal: shared, thingPrincipalType: EXCLUSIVE });
  assert.deepEqual(none, { principalThingObjects: [], nextToken: undefined });
});

test('the lists go page by page, and a token belongs to its list', async () => {
  const { principal } = await addCertificate(context);
  const things = (await Promise.all(Array.from({ length: 5 }, newThing))).sort();
  for (const thingName of things) await AttachThingPrincipal(context, { thingName, principal });
  const seen: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ListPrincipalThings(context, { principal, maxResults: 2, nextToken });
    seen.push(...(page.things ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  assert.deepEqual(seen, things);
  const first = await ListPrincipalThings(context, { principal, maxResults: 2 });
  const other = await addCertificate(context);
  await assert.rejects(
    ListPrincipalThings(context, { principal: other.principal, nextToken: first.nextToken }),
    refusal('InvalidRequestException'),
  );
});
