import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import {
  fieldsOfThingGroup,
  queryVersion,
  type ThingDocument,
  type ThingGroupDocument,
  thingIndexName,
} from '../../domain/fleet-index.ts';
import { storedThingIndexing } from '../../domain/indexing-configuration.ts';
import { matches } from '../../domain/query/matches.ts';
import { parseQuery } from '../../domain/query/parse.ts';
import type { Query } from '../../domain/query/query.ts';
import { checkFields, thingFields, thingGroupFields } from '../../domain/query-fields.ts';
import { searchThings } from '../../store/fleet-index/index-search.ts';
import { listGroupDocuments } from '../../store/thing-group/thing-group-list.ts';
import type { Handler, OperationContext } from '../context.ts';
import { cutSparsePage, nextTokenAfter, type Page, pageOf, SCAN_LIMIT } from '../page.ts';
import { switchedOnIndex } from './switched-on-index.ts';

const MOST_RESULTS = 100;

/**
 * Finds things or groups, in the order of their names. A page looks at a few thousand of them at most, so it may hold
 * fewer than asked for, even none, and still have a next one (docs/service/fleet-index.md#pages-of-a-search). What it
 * refuses: docs/service/fleet-index.md#what-a-search-refuses.
 */
export const searchIndex: Handler<'SearchIndex'> = async (context, input) => {
  const { indexName = thingIndexName, queryString } = input;
  if ((input.queryVersion ?? queryVersion) !== queryVersion) {
    throw invalidRequest(`The only queryVersion is ${queryVersion}.`);
  }
  const index = await switchedOnIndex(context.database, indexName);
  if (index.status === 'BUILDING') {
    throw new ServiceError('IndexNotReadyException', `Index ${indexName} is being built. Try again later.`);
  }
  const query = parseQuery(queryString, { maximumTerms: context.settings.quotas.termsPerQuery });
  const isOfThings = index.indexName === thingIndexName;
  checkFields(query, isOfThings ? thingFields(storedThingIndexing(index.configuration)) : thingGroupFields);
  // Older clients ask for up to 500.
  const maxResults = Math.min(input.maxResults ?? MOST_RESULTS, MOST_RESULTS);
  const page = pageOf('SearchIndex', { ...input, maxResults }, { indexName, queryString }, ['string']);
  return isOfThings ? findThings(context, query, page) : findGroups(context, query, page);
};

async function findThings({ database }: OperationContext, query: Query, page: Page<readonly [string]>) {
  const { things, next } = await searchThings(database, query, page.after?.[0] ?? '', page.limit);
  return {
    things: things.map(shownThing),
    nextToken: next === undefined ? undefined : nextTokenAfter(page, [next]),
  };
}

async function findGroups({ database }: OperationContext, query: Query, page: Page<readonly [string]>) {
  const rows = await listGroupDocuments(database, page.after?.[0] ?? '', SCAN_LIMIT);
  const { items, nextToken } = cutSparsePage(
    page,
    rows,
    SCAN_LIMIT,
    (group) => matches(query, fieldsOfThingGroup(group)),
    (group) => [group.thingGroupName],
  );
  return { thingGroups: items.map(shownGroup), nextToken };
}

function shownThing(thing: ThingDocument) {
  return { ...thing, thingGroupNames: unlessEmpty(thing.thingGroupNames), attributes: attributesOf(thing) };
}

function shownGroup(group: ThingGroupDocument) {
  const { description, parentGroupNames, thingGroupId, thingGroupName } = group;
  return {
    thingGroupName,
    thingGroupId,
    thingGroupDescription: description,
    attributes: attributesOf(group),
    parentGroupNames: unlessEmpty(parentGroupNames),
  };
}

function unlessEmpty(names: readonly string[]): readonly string[] | undefined {
  return names.length === 0 ? undefined : names;
}

function attributesOf({ attributes }: ThingDocument | ThingGroupDocument) {
  return Object.keys(attributes).length === 0 ? undefined : attributes;
}
