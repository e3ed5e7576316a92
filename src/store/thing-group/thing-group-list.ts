/** Lists of thing groups: all, the roots, the children of a group, or its whole subtree. */
import type { Attributes } from '../../domain/attributes.ts';
import type { ThingGroupDocument } from '../../domain/fleet-index.ts';
import { namesOnPath } from '../../domain/thing-group.ts';
import { type Queryable, statement } from '../database/database.ts';

export interface ListedGroup {
  readonly thingGroupName: string;
  readonly path: string;
}

const columns = 'thing_group_name AS "thingGroupName", path';
// Every character of a name sorts before '~'.
const page = `AND thing_group_name > $1 AND thing_group_name >= $2 AND thing_group_name < $2 || '~'
   ORDER BY thing_group_name LIMIT $3`;

const all = statement('thingGroup.listAll', `SELECT ${columns} FROM thing_group WHERE true ${page}`);
const roots = statement(
  'thingGroup.listRoots',
  `SELECT ${columns} FROM thing_group WHERE parent_group_name IS NULL ${page}`,
);
// A range of pairs: only the index of parents has that order, so the planner cannot walk through all groups instead.
const children = statement(
  'thingGroup.listChildren',
  `SELECT ${columns} FROM thing_group
   WHERE (parent_group_name, thing_group_name) > ($4, $1) AND parent_group_name <= $4
     AND thing_group_name >= $2 AND thing_group_name < $2 || '~'
   ORDER BY parent_group_name, thing_group_name LIMIT $3`,
);
const descendants = statement(
  'thingGroup.listDescendants',
  `SELECT ${columns} FROM thing_group WHERE path > $1 AND path > $2 AND path < $1 || '~' ORDER BY path LIMIT $3`,
);
const documents = statement(
  'thingGroup.listDocuments',
  `SELECT thing_group_name AS "thingGroupName", thing_group_id AS "thingGroupId", path, description, attributes
   FROM thing_group WHERE thing_group_name > $1 ORDER BY thing_group_name LIMIT $2`,
);

interface NamePage {
  /** Names begin with it; empty for all. */
  readonly prefix: string;
  readonly afterName: string;
  readonly limit: number;
}

/** All groups of the account in the order of their names. */
export function listAllThingGroups(queryable: Queryable, wanted: NamePage): Promise<ListedGroup[]> {
  return queryable.query<ListedGroup>(all, [wanted.afterName, wanted.prefix, wanted.limit]);
}

/** The groups without a parent, dynamic ones included, in the order of their names. */
export function listRootThingGroups(queryable: Queryable, wanted: NamePage): Promise<ListedGroup[]> {
  return queryable.query<ListedGroup>(roots, [wanted.afterName, wanted.prefix, wanted.limit]);
}

/** The direct children of a group in the order of their names. */
export function listChildThingGroups(queryable: Queryable, parent: string, wanted: NamePage): Promise<ListedGroup[]> {
  return queryable.query<ListedGroup>(children, [wanted.afterName, wanted.prefix, wanted.limit, parent]);
}

/** The groups below a group at any depth, in the order of their paths: each before its own children. */
export function listDescendantThingGroups(
  queryable: Queryable,
  path: string,
  afterPath: string,
  limit: number,
): Promise<ListedGroup[]> {
  return queryable.query<ListedGroup>(descendants, [path, afterPath, limit]);
}

interface DocumentRow {
  readonly thingGroupName: string;
  readonly thingGroupId: string;
  readonly path: string;
  readonly description: string | null;
  readonly attributes: Attributes;
}

/** Groups after a name, in order, as the fleet index knows them. */
export async function listGroupDocuments(
  queryable: Queryable,
  afterName: string,
  limit: number,
): Promise<ThingGroupDocument[]> {
  const rows = await queryable.query<DocumentRow>(documents, [afterName, limit]);
  return rows.map(({ path, description, ...group }) => ({
    ...group,
    description: description ?? undefined,
    parentGroupNames: namesOnPath(path).slice(0, -1),
  }));
}
