/** Which principals, that is certificates, are attached to which things. */
import type { TypeOf } from '../../contract/shape.ts';
import type { thingPrincipalType } from '../../contract/shapes/security.ts';
import { type Queryable, statement } from '../database/database.ts';

export type ThingPrincipalType = TypeOf<typeof thingPrincipalType>;

const holdThing = statement('thingPrincipal.holdThing', 'SELECT 1 FROM thing WHERE thing_name = $1 FOR KEY SHARE');
const attach = statement(
  'thingPrincipal.attach',
  `INSERT INTO thing_principal (thing_name, principal, thing_principal_type) VALUES ($1, $2, $3)
   ON CONFLICT (thing_name, principal) DO UPDATE SET thing_principal_type = excluded.thing_principal_type`,
);
const detach = statement(
  'thingPrincipal.detach',
  'DELETE FROM thing_principal WHERE thing_name = $1 AND principal = $2',
);
const attachedElsewhere = statement(
  'thingPrincipal.attachedElsewhere',
  `SELECT thing_name AS "thingName", thing_principal_type AS "thingPrincipalType"
   FROM thing_principal WHERE principal = $1 AND thing_name <> $2 LIMIT 1`,
);
const hasThings = statement('thingPrincipal.hasThings', 'SELECT 1 FROM thing_principal WHERE principal = $1 LIMIT 1');
const principalsOfThing = statement(
  'thingPrincipal.principalsOfThing',
  `SELECT principal, thing_principal_type AS "thingPrincipalType" FROM thing_principal
   WHERE thing_name = $1 AND principal > $2 AND ($4::text IS NULL OR thing_principal_type = $4)
   ORDER BY principal LIMIT $3`,
);
const thingsOfPrincipal = statement(
  'thingPrincipal.thingsOfPrincipal',
  `SELECT thing_name AS "thingName", thing_principal_type AS "thingPrincipalType" FROM thing_principal
   WHERE principal = $1 AND thing_name > $2 ORDER BY thing_name LIMIT $3`,
);

/**
 * Holds a thing until the end of the transaction, so that it cannot be deleted before an attachment is committed; false
 * if there is none. Updates of the thing are not held up.
 */
export async function holdThingForAttachment(transaction: Queryable, thingName: string): Promise<boolean> {
  return (await transaction.query(holdThing, [thingName])).length > 0;
}

/** Attaches a principal, or changes how it is attached. Hold the thing and lock the certificate first. */
export async function attachPrincipal(
  transaction: Queryable,
  thingName: string,
  principal: string,
  type: ThingPrincipalType,
): Promise<void> {
  await transaction.query(attach, [thingName, principal, type]);
}

/** Detaches a principal; nothing happens if it is not attached. */
export async function detachPrincipal(queryable: Queryable, thingName: string, principal: string): Promise<void> {
  await queryable.query(detach, [thingName, principal]);
}

/** One attachment of the principal to another thing than this, if there is any. */
export async function findOtherAttachment(
  transaction: Queryable,
  principal: string,
  thingName: string,
): Promise<{ readonly thingName: string; readonly thingPrincipalType: ThingPrincipalType } | undefined> {
  const [row] = await transaction.query<{ thingName: string; thingPrincipalType: ThingPrincipalType }>(
    attachedElsewhere,
    [principal, thingName],
  );
  return row;
}

export async function isAttachedToThings(queryable: Queryable, principal: string): Promise<boolean> {
  return (await queryable.query(hasThings, [principal])).length > 0;
}

/** Up to `limit` principals of a thing, of one type or of both, in the order of their ARNs, after `after`. */
export function listPrincipalsOfThing(
  queryable: Queryable,
  thingName: string,
  type: ThingPrincipalType | undefined,
  after: string,
  limit: number,
): Promise<{ readonly principal: string; readonly thingPrincipalType: ThingPrincipalType }[]> {
  return queryable.query(principalsOfThing, [thingName, after, limit, type ?? null]);
}

/**
 * Up to `limit` things of a principal, in the order of their names, after `after`. All of them are attached in the same
 * way, because an exclusive attachment is the only one of its principal.
 */
export function listThingsOfPrincipal(
  queryable: Queryable,
  principal: string,
  after: string,
  limit: number,
): Promise<{ readonly thingName: string; readonly thingPrincipalType: ThingPrincipalType }[]> {
  return queryable.query(thingsOfPrincipal, [principal, after, limit]);
}
