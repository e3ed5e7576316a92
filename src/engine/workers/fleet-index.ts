/**
 * Keeps the fleet index and the dynamic groups up to date: follows changes, builds the index, looks for members
 * (docs/service/thing-groups.md#who-is-a-member, docs/service/fleet-index.md#following-changes).
 */
import { byAge, type DynamicGroup, type Placement, placeThing } from '../../domain/dynamic-thing-group.ts';
import { thingIndexName } from '../../domain/fleet-index.ts';
import { storedThingIndexing } from '../../domain/indexing-configuration.ts';
import { readStoredQuery, type StoredQuery, thingFields } from '../../domain/query-fields.ts';
import type { RelationEventOperation } from '../../domain/registry-event.ts';
import type { PlacedGroup } from '../../domain/thing-group.ts';
import { announceMemberships, registryEvents } from '../../store/announcement/registry-event.ts';
import { change, type Effects } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { takeIndexChanges } from '../../store/fleet-index/index-change.ts';
import {
  hasIndexWork,
  type IndexConfiguration,
  saveIndexProgress,
  takeIndexWork,
} from '../../store/fleet-index/index-configuration.ts';
import { proposeThings } from '../../store/fleet-index/index-search.ts';
import {
  listThingNames,
  lockThings,
  readThingsToIndex,
  type ThingToIndex,
  writeDocuments,
} from '../../store/fleet-index/indexed-thing.ts';
import {
  type Backfill,
  readDynamicGroups,
  type StoredDynamicGroup,
  saveBackfillOfGroup,
  takeGroupToBackfill,
} from '../../store/thing-group/dynamic-thing-group.ts';
import { membershipsOfGroup } from '../../store/thing-group/membership.ts';
import { lockThingGroupsToUse } from '../../store/thing-group/thing-group.ts';
import { joinThings, leaveThings, listDirectMembers } from '../../store/thing-group/thing-group-member.ts';
import type { EngineContext } from '../context.ts';
import { inChunks } from './chunks.ts';

/** One thing takes a dozen rows of the index. */
const THINGS_AT_A_TIME = 1_000;

/** Does everything there is to do for the index and the dynamic groups. */
export async function runFleetIndex(context: EngineContext): Promise<number | null> {
  if (!(await hasIndexWork(context.database, thingIndexName))) return null;
  let lastId = 0;
  await inChunks(context, async (size) => {
    const done = await doChunk(context, lastId, Math.min(size, THINGS_AT_A_TIME));
    lastId = done.lastId;
    return done.isMore ? 'more' : 'done';
  });
  return null;
}

interface Done {
  readonly isMore: boolean;
  readonly lastId: number;
}

async function doChunk(context: EngineContext, afterId: number, size: number): Promise<Done> {
  return change(context.database, context.signals, async (transaction, effects) => {
    const index = await takeIndexWork(transaction, thingIndexName);
    if (index === undefined || !index.isOn) return { isMore: false, lastId: afterId };
    const chunk: Chunk = { context, transaction, effects, index };
    const { thingNames, lastId } = await takeIndexChanges(transaction, afterId, size);
    if (thingNames.length > 0) await follow(chunk, thingNames);
    // Changes come first, but the rest goes on as well, however many changes there are.
    const isBusy = index.builtTo === null ? await backfillNext(chunk, size) : await build(chunk, index.builtTo, size);
    return { isMore: isBusy || thingNames.length > 0, lastId };
  });
}

interface Chunk {
  readonly context: EngineContext;
  readonly transaction: Queryable;
  readonly effects: Effects;
  readonly index: IndexConfiguration;
}

async function build(chunk: Chunk, builtTo: string, size: number): Promise<true> {
  const { transaction, index } = chunk;
  if (builtTo === '') report(chunk, await readDynamicGroups(transaction));
  const names = await listThingNames(transaction, builtTo, size);
  await follow(chunk, names);
  const last = names.at(-1);
  const isDone = names.length < size || last === undefined;
  await saveIndexProgress(transaction, thingIndexName, isDone ? null : last, isDone ? 'ACTIVE' : index.status);
  return true;
}

/** Looks for members of one group that does not have all of them yet; returns false if there is no such group. */
async function backfillNext(chunk: Chunk, size: number): Promise<boolean> {
  const group = await takeGroupToBackfill(chunk.transaction);
  if (group === undefined) return false;
  await backfill(chunk, group, size);
  return true;
}

async function backfill(chunk: Chunk, group: StoredDynamicGroup & Backfill, size: number): Promise<void> {
  const { transaction } = chunk;
  if (group.among === 'things') {
    const { query } = readStored(chunk, group);
    if (group.after === '') report(chunk, [group]);
    const { thingNames, next } = await proposeThings(transaction, query, group.after, size);
    await follow(chunk, thingNames);
    const rest: Backfill = next === undefined ? { among: 'members', after: '' } : { among: 'things', after: next };
    await saveBackfillOfGroup(transaction, group.thingGroupId, rest);
    return;
  }
  const names = await listDirectMembers(transaction, group.thingGroupId, group.after, size);
  await follow(chunk, names);
  const last = names.at(-1);
  const isDone = names.length < size || last === undefined;
  await saveBackfillOfGroup(transaction, group.thingGroupId, isDone ? undefined : { among: 'members', after: last });
}

/** Brings the memberships and the index up to date with these things. */
async function follow(chunk: Chunk, thingNames: readonly string[]): Promise<void> {
  const { transaction, index } = chunk;
  const groups = byAge((await readDynamicGroups(transaction)).map((group) => readStored(chunk, group)));
  const things = new Map<string, ThingToIndex>();
  const read = async (names: readonly string[]) => {
    for (const name of names) things.delete(name);
    for (const thing of await readThingsToIndex(transaction, names, index.indexesConnectivity)) {
      things.set(thing.document.thingName, thing);
    }
  };
  await read(thingNames);
  const names: string[] = [];
  const crowdedOut: string[] = [];
  for (const [thingName, thing] of things) {
    const placement = place(chunk, thing, groups);
    if (placement.join.length > 0 || placement.leave.length > 0) names.push(thingName);
    if (placement.crowdedOut.length > 0) crowdedOut.push(thingName);
  }
  if (crowdedOut.length > 0) chunk.context.onCrowdedOut?.(crowdedOut);
  if (names.length > 0) {
    await lockThings(transaction, names);
    const present = await lockThingGroupsToUse(
      transaction,
      groups.map((group) => group.thingGroupName),
    );
    const ids = new Set(present.map((group) => group.thingGroupId));
    await read(names);
    const locked = names.flatMap((name) => things.get(name) ?? []);
    await move(
      chunk,
      locked,
      groups.filter((group) => ids.has(group.thingGroupId)),
    );
    await read(names);
  }
  const documents = [...things.values()].map((thing) => thing.document);
  await writeDocuments(transaction, thingNames, documents);
}

/** Changes the memberships of these things in these groups; both must be locked. */
async function move(chunk: Chunk, things: readonly ThingToIndex[], groups: readonly DynamicGroup[]): Promise<void> {
  const { context, transaction, effects } = chunk;
  const joins = new Map<string, GroupChange>();
  const leaves = new Map<string, GroupChange>();
  for (const thing of things) {
    const { join, leave } = place(chunk, thing, groups);
    for (const group of join) add(joins, group, thing.document.thingName);
    for (const group of leave) add(leaves, group, thing.document.thingName);
  }
  const now = context.clock.now();
  if (leaves.size === 0 && joins.size === 0) return;
  const { account, newId } = context;
  const events = await registryEvents(transaction, effects, ['THING_GROUP_MEMBERSHIP'], { account, newId, now });
  const announce = async (operation: RelationEventOperation, { group, thingNames }: GroupChange) => {
    if (!events.isEnabled('THING_GROUP_MEMBERSHIP')) return;
    const memberships = await membershipsOfGroup(transaction, group.thingGroupId, thingNames);
    announceMemberships(events, operation, memberships);
  };
  for (const groupChange of leaves.values()) {
    const { group, thingNames } = groupChange;
    await announce('REMOVED', groupChange);
    if (await leaveThings(transaction, group, thingNames, now)) effects.wake('membership');
  }
  for (const groupChange of joins.values()) {
    const { group, thingNames } = groupChange;
    if (await joinThings(transaction, group, thingNames, now)) effects.wake('membership');
    await announce('ADDED', groupChange);
  }
}

interface GroupChange {
  readonly group: PlacedGroup;
  readonly thingNames: string[];
}

function add(changes: Map<string, GroupChange>, group: PlacedGroup, thingName: string): void {
  const present = changes.get(group.thingGroupId);
  if (present === undefined) changes.set(group.thingGroupId, { group, thingNames: [thingName] });
  else present.thingNames.push(thingName);
}

function place({ context }: Chunk, thing: ThingToIndex, groups: readonly DynamicGroup[]): Placement {
  return placeThing(thing, groups, context.quotas.groupsPerThing);
}

function readStored({ index }: Chunk, group: StoredDynamicGroup): DynamicGroup & StoredQuery {
  const fields = thingFields(storedThingIndexing(index.configuration));
  return { ...group, ...readStoredQuery(group.queryString, fields) };
}

/** Reports the groups whose queries are now refused, when the search for their members begins. */
function report(chunk: Chunk, groups: readonly StoredDynamicGroup[]): void {
  for (const { refusal, thingGroupName } of groups.map((group) => readStored(chunk, group))) {
    if (refusal !== undefined) chunk.context.onRefusedQuery?.(thingGroupName, refusal);
  }
}
