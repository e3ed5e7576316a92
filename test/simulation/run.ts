/**
 * One run: a seed and a number of steps lead to the same operations, crashes and moments, every time. Only how the work
 * of two processes interleaves is the machine's choice.
 */

import { operationHandlers as operations } from '../../src/operations/index.ts';
import { registerLogReader, unregisterLogReader } from '../../src/store/announcement/announcement-log.ts';
import { type Database, statement } from '../../src/store/database/database.ts';
import { TEST_START } from '../support/context.ts';
import { type SteppedClock, steppedClock } from '../support/stepped-clock.ts';
import { createConcurrentRun } from './concurrent.ts';
import { queryOf, thingTypes } from './condition.ts';
import type { Coverage } from './coverage.ts';
import { createListener } from './listener.ts';
import { type ProcessOptions, startProcess } from './process.ts';
import { type Chance, chance } from './random.ts';
import { createSerialRun } from './serial.ts';
import { createWorld, isIndexed, type World } from './world.ts';

/** How the operations of a run come. */
export type RunKind =
  /** One after another, each followed until nothing is due: a model predicts everything. */
  | 'serial'
  /** The same, and processes crash. */
  | 'serial with crashes'
  /** Many at a time, at two processes on one database, of which one may crash: only what always holds is checked. */
  | 'concurrent';

export interface Run {
  /** One step; fails if anything is not as it must be. */
  step(): Promise<void>;
  /** Lets time pass until nothing is due, and checks everything. */
  finish(): Promise<void>;
  /** Ends what runs; to be called whether or not the run failed. */
  end(): Promise<void>;
  /** What happened last, oldest first. */
  readonly history: readonly string[];
}

/** How likely it is that the machine's clock is set back before a step, and by how much at most. */
const A_STEP_OF_THE_CLOCK = 0.05;
const LARGEST_STEP_MS = 300_000;

/** Sets the machine's clock back now and then: for what the service does, and in which order, it must make no difference. */
export function mayStepClock({ clock, coverage, dice }: RunContext): void {
  if (!dice.happens(A_STEP_OF_THE_CLOCK)) return;
  clock.step(-dice.whole(1, LARGEST_STEP_MS));
  coverage.count("the machine's clock was set back");
}

export interface RunContext {
  readonly database: Database;
  readonly clock: SteppedClock;
  readonly dice: Chance;
  readonly world: World;
  readonly coverage: Coverage;
  readonly listener: ReturnType<typeof createListener>;
  readonly process: ProcessOptions;
}

const kinds: readonly RunKind[] = ['concurrent', 'serial with crashes', 'serial', 'serial with crashes', 'serial'];
export const kindOf = (seed: number): RunKind => kinds[seed % kinds.length] ?? 'serial';

/** Begins a run on a database that may hold another run's data, which goes. */
export async function beginRun(database: Database, seed: number, coverage: Coverage): Promise<Run> {
  const kind = kindOf(seed);
  const dice = chance(seed);
  const world = createWorld(dice);
  const clock = steppedClock(TEST_START);
  const listener = createListener();
  let ids = 0;
  const process: ProcessOptions = {
    database,
    readerName: 'devices',
    clock,
    publisher: listener.publisher,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    rolloutRatePerMinute: world.rolloutRatePerMinute,
    groupsPerThing: world.groupsPerThing,
    minimumDeletionMs: world.minimumDeletionMs,
    chunkSize: world.chunkSize,
    inTurn: kind !== 'concurrent',
  };
  const context: RunContext = { database, clock, dice, world, coverage, listener, process };
  await clear(database);
  await fill(context);
  clock.advance(1_000);
  coverage.count(`runs: ${kind}`);
  coverage.count('things', world.things.length);
  return kind === 'concurrent'
    ? createConcurrentRun(context)
    : createSerialRun(context, kind === 'serial with crashes');
}

const clearing = statement(
  'simulation.clear',
  `TRUNCATE job, job_target, rollout_step, rollout, job_execution, deleted_job_execution, job_execution_count, completion_check, announcement,
     thing, thing_attribute, thing_type, thing_principal, thing_group, thing_group_member, deleted_thing_group,
     thing_group_leaver, membership_change, index_change, index_change_of_billing_group, indexed_thing, index_term,
     index_number, thing_connectivity RESTART IDENTITY CASCADE`,
);
const reopening = statement(
  'simulation.quotas',
  `INSERT INTO quota_lock (quota) VALUES ('jobs in deletion'), ('dynamic thing groups') ON CONFLICT DO NOTHING`,
);
const notIndexing = statement(
  'simulation.notIndexing',
  `UPDATE index_configuration SET is_on = false, indexes_connectivity = false, status = NULL, built_to = NULL,
     configuration = '{"thingIndexingMode":"OFF","thingConnectivityIndexingMode":"OFF"}'`,
);

async function clear(database: Database): Promise<void> {
  await database.query(clearing);
  await database.query(reopening);
  await database.query(notIndexing);
  for (const readerName of processReaders) await unregisterLogReader(database, readerName);
  await registerLogReader(database, 'devices');
}

/** Of the processes that share a database. */
export const processReaders = ['devices of the first', 'devices of the second'] as const;

const addThings = statement(
  'simulation.things',
  `INSERT INTO thing (thing_name, thing_id, attributes, thing_type_name, version, created_at)
   SELECT name, gen_random_uuid(), attributes::json, type_name, 1, $4
     FROM unnest($1::text[], $2::text[], $3::text[]) AS t (name, attributes, type_name)`,
);
const addMembers = statement(
  'simulation.members',
  `INSERT INTO thing_group_member (thing_group_id, thing_name, joined_at)
   SELECT g.thing_group_id, t.name, $3
     FROM unnest($1::text[], $2::text[]) AS t (name, group_name) JOIN thing_group g ON g.thing_group_name = t.group_name`,
);

/** Things and their groups by SQL, since making them is not what is simulated. */
async function fill({ clock, database, process, world }: RunContext): Promise<void> {
  const beginning = startProcess(process);
  const { operator } = beginning;
  for (const thingTypeName of thingTypes) await operations.CreateThingType(operator, { thingTypeName });
  for (const [thingGroupName, parentGroupName] of world.groups) {
    const parent = parentGroupName === undefined ? {} : { parentGroupName };
    await operations.CreateThingGroup(operator, { thingGroupName, ...parent });
  }
  const { registered } = world;
  const attributes = registered.map((thing) => JSON.stringify(thing.attributes));
  const types = registered.map(({ typeName }) => typeName);
  await database.query(addThings, [world.things, attributes, types, clock.now()]);
  const members = [world.members.map(({ thing }) => thing), world.members.map(({ group }) => group)];
  await database.query(addMembers, [...members, clock.now()]);
  if (!isIndexed(world)) return;
  const thingIndexingConfiguration = {
    thingIndexingMode: 'REGISTRY',
    thingConnectivityIndexingMode: 'STATUS',
  } as const;
  await operations.UpdateIndexingConfiguration(operator, { thingIndexingConfiguration });
  for (const [thingGroupName, condition] of world.dynamicGroups) {
    await operations.CreateDynamicThingGroup(operator, { thingGroupName, queryString: queryOf(condition) });
  }
  await beginning.settle(true);
  await beginning.buried();
}
