/** The documents and words of the fleet index. One transaction at a time writes them: who has the work on the index. */
import type { Attributes } from '../../domain/attributes.ts';
import { type Connectivity, type ThingDocument, termsOf } from '../../domain/fleet-index.ts';
import type { PlacedGroup } from '../../domain/thing-group.ts';
import { type Queryable, type Statement, statement } from '../database/database.ts';
import { placedGroupColumns } from '../thing-group/thing-group.ts';

/** A thing as the registry and the gateway know it at this moment. */
export interface ThingToIndex {
  readonly document: ThingDocument;
  readonly billingGroupName: string | undefined;
  readonly groups: readonly PlacedGroup[];
}

interface ThingRow {
  readonly thingName: string;
  readonly thingId: string;
  readonly thingTypeName: string | null;
  readonly attributes: Attributes;
  readonly billingGroupName: string | null;
  readonly groups: readonly PlacedGroup[] | null;
  readonly connected: boolean | null;
  readonly changedAt: number | null;
  readonly disconnectReason: string | null;
}

// LATERAL with a LIMIT looks each row up by itself, also while nothing is known of the tables.
const read = statement(
  'indexedThing.read',
  `SELECT t.thing_name AS "thingName", t.thing_id AS "thingId", t.thing_type_name AS "thingTypeName", t.attributes,
     b.billing_group_name AS "billingGroupName", c.connected, c.changed_at AS "changedAt",
     c.disconnect_reason AS "disconnectReason", m.groups
   FROM thing t
   LEFT JOIN LATERAL (SELECT billing_group_name FROM billing_group WHERE billing_group_id = t.billing_group_id LIMIT 1) b
     ON true
   LEFT JOIN LATERAL (SELECT * FROM thing_connectivity WHERE thing_name = t.thing_name LIMIT 1) c ON true
   CROSS JOIN LATERAL (
     SELECT json_agg(placed.*) AS groups FROM thing_group_member m CROSS JOIN LATERAL (
       SELECT ${placedGroupColumns} FROM thing_group g WHERE g.thing_group_id = m.thing_group_id LIMIT 1
     ) AS placed
     WHERE m.thing_name = t.thing_name
   ) m
   WHERE t.thing_name = ANY($1::text[])`,
);
const names = statement(
  'indexedThing.names',
  'SELECT thing_name AS "thingName" FROM thing WHERE thing_name > $1 ORDER BY thing_name LIMIT $2',
);
const lock = statement(
  'indexedThing.lockThings',
  'SELECT 1 FROM thing WHERE thing_name = ANY($1::text[]) ORDER BY thing_name FOR NO KEY UPDATE',
);
const documents = statement(
  'indexedThing.documents',
  'SELECT document FROM indexed_thing WHERE thing_name = ANY($1::text[])',
);
const write = statement(
  'indexedThing.write',
  `INSERT INTO indexed_thing (thing_name, document)
   SELECT d.thing_name, d.document::json FROM unnest($1::text[], $2::text[]) AS d (thing_name, document)
   ON CONFLICT (thing_name) DO UPDATE SET document = excluded.document`,
);
const addTerms = statement(
  'indexedThing.addTerms',
  `INSERT INTO index_term (thing_name, field, word) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
   ON CONFLICT DO NOTHING`,
);
const addNumbers = statement(
  'indexedThing.addNumbers',
  `INSERT INTO index_number (thing_name, field, number)
   SELECT * FROM unnest($1::text[], $2::text[], $3::double precision[]) ON CONFLICT DO NOTHING`,
);
// By row addresses: a join with many given rows would be planned as a scan of the whole table sooner or later.
const removeTerms = statement(
  'indexedThing.removeTerms',
  `DELETE FROM index_term WHERE ctid = ANY (ARRAY(
     SELECT found.ctid FROM unnest($1::text[], $2::text[], $3::text[]) AS g (thing_name, field, word)
     CROSS JOIN LATERAL (
       SELECT t.ctid FROM index_term t WHERE t.field = g.field AND t.word = g.word AND t.thing_name = g.thing_name LIMIT 1
     ) AS found
   ))`,
);
const removeNumbers = statement(
  'indexedThing.removeNumbers',
  `DELETE FROM index_number WHERE ctid = ANY (ARRAY(
     SELECT found.ctid FROM unnest($1::text[], $2::text[], $3::double precision[]) AS g (thing_name, field, number)
     CROSS JOIN LATERAL (
       SELECT n.ctid FROM index_number n
       WHERE n.field = g.field AND n.number = g.number AND n.thing_name = g.thing_name LIMIT 1
     ) AS found
   ))`,
);
const forget = statement(
  'indexedThing.forget',
  `WITH gone AS (DELETE FROM thing_connectivity WHERE thing_name = ANY($1::text[]))
   DELETE FROM indexed_thing WHERE thing_name = ANY($1::text[])`,
);

/** Things by name as they are now; those that do not exist are left out. */
export async function readThingsToIndex(
  queryable: Queryable,
  thingNames: readonly string[],
  withConnectivity: boolean,
): Promise<ThingToIndex[]> {
  const rows = await queryable.query<ThingRow>(read, [thingNames]);
  return rows.map((row) => {
    const groups = row.groups ?? [];
    const groupNames = groups.map((group) => group.thingGroupName);
    const billingGroupName = row.billingGroupName ?? undefined;
    const document = {
      thingName: row.thingName,
      thingId: row.thingId,
      thingTypeName: row.thingTypeName ?? undefined,
      thingGroupNames: [...groupNames.sort(), ...(billingGroupName === undefined ? [] : [billingGroupName])],
      attributes: row.attributes,
      connectivity: withConnectivity ? connectivityOf(row) : undefined,
    };
    return { document, billingGroupName, groups };
  });
}

function connectivityOf({ connected, changedAt, disconnectReason }: ThingRow): Connectivity {
  return {
    connected: connected ?? false,
    timestamp: changedAt ?? undefined,
    disconnectReason: disconnectReason ?? undefined,
  };
}

/** The names of things after a name, in order. */
export async function listThingNames(queryable: Queryable, after: string, limit: number): Promise<string[]> {
  return (await queryable.query<{ thingName: string }>(names, [after, limit])).map((row) => row.thingName);
}

/** Locks things against changes of themselves and of their memberships, in the order of their names. */
export async function lockThings(transaction: Queryable, thingNames: readonly string[]): Promise<void> {
  await transaction.query(lock, [thingNames]);
}

/** Brings the index to what things are now; those of the names that are not among the documents are gone. */
export async function writeDocuments(
  transaction: Queryable,
  thingNames: readonly string[],
  present: readonly ThingDocument[],
): Promise<void> {
  const rows = await transaction.query<{ document: ThingDocument }>(documents, [thingNames]);
  const before = new Map(rows.map(({ document }) => [document.thingName, document]));
  const after = new Map(present.map((document) => [document.thingName, document]));
  const removed: TermRow[] = [];
  const added: TermRow[] = [];
  for (const thingName of thingNames) {
    const olds = rowsOf(before.get(thingName));
    const news = rowsOf(after.get(thingName));
    for (const [key, row] of olds) if (!news.has(key)) removed.push(row);
    for (const [key, row] of news) if (!olds.has(key)) added.push(row);
  }
  const changed = present.filter((document) => !isSame(before.get(document.thingName), document));
  const gone = thingNames.filter((thingName) => !after.has(thingName));
  await forRows(transaction, { words: removeTerms, numbers: removeNumbers }, removed);
  await forRows(transaction, { words: addTerms, numbers: addNumbers }, added);
  if (changed.length > 0) {
    const values = [changed.map((document) => document.thingName), changed.map((document) => JSON.stringify(document))];
    await transaction.query(write, values);
  }
  if (gone.length > 0) await transaction.query(forget, [gone]);
}

interface TermRow {
  readonly thingName: string;
  readonly field: string;
  readonly term: string | number;
}

/** The entries of a thing, in the order of the tables. Words and numbers are entries of their own, and so are 1 and 1.0. */
function rowsOf(document: ThingDocument | undefined): Map<string, TermRow> {
  if (document === undefined) return new Map();
  const { thingName } = document;
  // Neither fields nor words have white space in them.
  return new Map(
    termsOf(document).map(({ field, term }) => [`${typeof term} ${field} ${term}`, { thingName, field, term }]),
  );
}

async function forRows(
  transaction: Queryable,
  statements: { readonly words: Statement; readonly numbers: Statement },
  rows: readonly TermRow[],
): Promise<void> {
  const words = rows.filter((row) => typeof row.term === 'string');
  const numbers = rows.filter((row) => typeof row.term === 'number');
  if (words.length > 0) await transaction.query(statements.words, columnsOf(words));
  if (numbers.length > 0) await transaction.query(statements.numbers, columnsOf(numbers));
}

function columnsOf(rows: readonly TermRow[]): unknown[][] {
  return [rows.map((row) => row.thingName), rows.map((row) => row.field), rows.map((row) => row.term)];
}

function isSame(one: ThingDocument | undefined, other: ThingDocument): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
