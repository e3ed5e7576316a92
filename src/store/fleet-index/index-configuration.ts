/** Which fleet indexes are on, how they are configured, and how far a build has come. */
import type { thingGroupIndexName, thingIndexName } from '../../domain/fleet-index.ts';
import { type Queryable, statement } from '../database/database.ts';

export type IndexName = typeof thingIndexName | typeof thingGroupIndexName;

export interface IndexConfiguration {
  /** As the API shows it. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly isOn: boolean;
  readonly indexesConnectivity: boolean;
  /** null while it is off. */
  readonly status: 'BUILDING' | 'REBUILDING' | 'ACTIVE' | null;
  /** The thing up to which a build has come; null when none is under way. */
  readonly builtTo: string | null;
  readonly generation: number;
}

const select = `SELECT configuration, is_on AS "isOn", indexes_connectivity AS "indexesConnectivity", status,
    built_to AS "builtTo", generation
  FROM index_configuration WHERE index_name = $1`;

const byName = statement('indexConfiguration.byName', select);
const lockToChange = statement('indexConfiguration.lockToChange', `${select} FOR UPDATE`);
const lockToUse = statement('indexConfiguration.lockToUse', `${select} FOR KEY SHARE`);
const hasWork = statement(
  'indexConfiguration.hasWork',
  `SELECT 1 FROM index_configuration c WHERE c.index_name = $1 AND c.is_on AND (
     c.built_to IS NOT NULL
     OR (SELECT index_change_id FROM index_change ORDER BY index_change_id LIMIT 1) IS NOT NULL
     OR EXISTS (SELECT 1 FROM index_change_of_billing_group)
     OR EXISTS (SELECT 1 FROM thing_group WHERE query_string IS NOT NULL AND backfill_among IS NOT NULL)
   )`,
);
const preferIndexes = statement('indexConfiguration.preferIndexes', `SELECT set_config('enable_seqscan', 'off', true)`);
const lockToWork = statement('indexConfiguration.lockToWork', `${select} FOR NO KEY UPDATE SKIP LOCKED`);
const save = statement(
  'indexConfiguration.save',
  `UPDATE index_configuration SET configuration = $2, is_on = $3, indexes_connectivity = $4, status = $5, built_to = $6,
     generation = generation + 1
   WHERE index_name = $1`,
);
const saveProgress = statement(
  'indexConfiguration.saveProgress',
  'UPDATE index_configuration SET built_to = $2, status = $3 WHERE index_name = $1',
);
// Each change of a thing that is under way holds the table of changes until its end, even if it found the index off and wrote
// nothing there. TRUNCATE waits for all of them, and lets none look whether the index is on before the commit.
const empty = statement(
  'indexConfiguration.empty',
  'TRUNCATE indexed_thing, index_term, index_number, index_change, index_change_of_billing_group',
);

export async function readIndexConfiguration(queryable: Queryable, name: IndexName): Promise<IndexConfiguration> {
  return only(await queryable.query<IndexConfiguration>(byName, [name]));
}

/** Locks the configuration against everything, also against the engine's work on the index. */
export async function lockIndexConfiguration(transaction: Queryable, name: IndexName): Promise<IndexConfiguration> {
  return only(await transaction.query<IndexConfiguration>(lockToChange, [name]));
}

/** Locks the configuration against changes only. */
export async function lockIndexToUse(transaction: Queryable, name: IndexName): Promise<IndexConfiguration> {
  return only(await transaction.query<IndexConfiguration>(lockToUse, [name]));
}

/** Whether there is anything to do for the index of things and the dynamic groups; asked often, it writes nothing. */
export async function hasIndexWork(queryable: Queryable, name: IndexName): Promise<boolean> {
  return (await queryable.query(hasWork, [name])).length > 0;
}

/**
 * Takes the work on the index, which one transaction at a time does; undefined if another one has it. The tables grow from
 * nothing, and a plan that was made for an empty one is kept: none may be a scan.
 */
export async function takeIndexWork(transaction: Queryable, name: IndexName): Promise<IndexConfiguration | undefined> {
  await transaction.query(preferIndexes);
  return (await transaction.query<IndexConfiguration>(lockToWork, [name]))[0];
}

/** Stores a changed configuration; it must be locked. */
export async function saveIndexConfiguration(
  transaction: Queryable,
  name: IndexName,
  changed: Omit<IndexConfiguration, 'generation'>,
): Promise<void> {
  const { configuration, isOn, indexesConnectivity, status, builtTo } = changed;
  const values = [name, JSON.stringify(configuration), isOn, indexesConnectivity, status, builtTo];
  await transaction.query(save, values);
}

export async function saveIndexProgress(
  transaction: Queryable,
  name: IndexName,
  builtTo: string | null,
  status: IndexConfiguration['status'],
): Promise<void> {
  await transaction.query(saveProgress, [name, builtTo, status]);
}

/**
 * Forgets all that the index of things knows. When an index is switched on, this is also what makes sure that the build sees
 * every change that did not know of it: it waits for those that are under way.
 */
export async function emptyThingIndex(transaction: Queryable): Promise<void> {
  await transaction.query(empty);
}

function only(rows: readonly IndexConfiguration[]): IndexConfiguration {
  const [row] = rows;
  if (row === undefined) throw new Error('The migrations store a configuration for each index.');
  return row;
}
