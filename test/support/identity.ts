/** Things, groups and certificates that tests of attachments need, put straight into the store. */
import { randomBytes, randomUUID } from 'node:crypto';
import { certificateArn } from '../../src/domain/arn.ts';
import { type CertificateStatus, insertCertificate } from '../../src/store/certificate/certificate.ts';
import { statement } from '../../src/store/database/database.ts';
import { insertThing } from '../../src/store/thing/thing.ts';
import type { TestContext } from './context.ts';

const insertGroup = statement(
  'test.insertThingGroup',
  `INSERT INTO thing_group (thing_group_name, thing_group_id, parent_group_name, path, attributes, version, created_at)
   VALUES ($1, $2, $3, $4, '{}', 1, 0)`,
);

/** A registered certificate of random id. The store does not read its text. */
export async function addCertificate(
  context: TestContext,
  status: CertificateStatus = 'INACTIVE',
): Promise<{ certificateId: string; principal: string }> {
  const certificateId = randomBytes(32).toString('hex');
  await insertCertificate(context.database, {
    certificateId,
    certificatePem: 'none',
    status,
    certificateMode: 'DEFAULT',
    notBefore: 0,
    notAfter: Date.UTC(2049, 11, 31),
    createdAt: context.clock.now(),
    generationId: randomUUID(),
  });
  return { certificateId, principal: certificateArn(context.settings.account, certificateId) };
}

export async function addThing(context: TestContext, thingName: string): Promise<void> {
  const thing = { thingName, thingId: randomUUID(), thingTypeName: null, billingGroupId: null, attributes: {} };
  await insertThing(context.database, thing, context.clock.now());
}

/** A group by its path, for example `fleet/north/`; its parents must be added by themselves. */
export async function addThingGroup(context: TestContext, path: string): Promise<void> {
  const [name, parent = null] = path.split('/').filter(Boolean).reverse();
  await context.database.query(insertGroup, [name, randomUUID(), parent, path]);
}
