/** `musterd things ls`: things as a table for people; with connectivity where the fleet index knows it. */
import { getIndexingConfiguration } from '../../contract/operations/fleet-index/get-indexing-configuration.ts';
import { searchIndex } from '../../contract/operations/fleet-index/search-index.ts';
import { listThings } from '../../contract/operations/thing/list-things.ts';
import { type Api, apiOptions, openApi } from '../api.ts';
import type { CommandBody } from '../command.ts';
import { limitOf, limitOption } from '../limit.ts';
import { table } from '../table.ts';
import { type Paint, painterOf } from '../terminal/color.ts';
import { cutTo } from '../terminal/width.ts';

interface ListedThing {
  readonly thingName: string;
  readonly thingTypeName: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Undefined where the index does not know. */
  readonly isConnected?: boolean | undefined;
}

interface Listed {
  readonly things: readonly ListedThing[];
  readonly hasMore: boolean;
}

const DEFAULT_LIMIT = 100;
const PAGE = 250;
const ATTRIBUTES_WIDTH = 60;

export const thingsLs: CommandBody = {
  options: [limitOption(DEFAULT_LIMIT), ...apiOptions],
  async run(values, terminal) {
    const limit = limitOf(values, DEFAULT_LIMIT);
    const api = await openApi(values);
    const { thingIndexingConfiguration } = await api.call(getIndexingConfiguration, {});
    const knowsConnections = thingIndexingConfiguration?.thingConnectivityIndexingMode === 'STATUS';
    const { hasMore, things } = await collect(limit, knowsConnections ? searched(api) : listed(api));
    if (things.length === 0) {
      terminal.print('There are no things.\n');
      return 0;
    }
    const paint = painterOf(terminal);
    const heading = ['THING', 'TYPE', ...(knowsConnections ? ['CONNECTED'] : []), 'ATTRIBUTES'];
    const rows = things.map((thing) => [
      thing.thingName,
      thing.thingTypeName || '-',
      ...(knowsConnections ? [connection(thing.isConnected, paint)] : []),
      attributesText(thing.attributes),
    ]);
    terminal.print(table(heading, rows));
    if (hasMore) terminal.complain(`There are more; --limit shows more than ${limit}.\n`);
    return 0;
  },
};

function connection(isConnected: boolean | undefined, paint: Paint): string {
  return isConnected === undefined ? '-' : isConnected ? paint('yes', 'green') : paint('no', 'red');
}

function attributesText(attributes: Readonly<Record<string, string>>): string {
  const text = Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
  return cutTo(text.join(' ') || '-', ATTRIBUTES_WIDTH);
}

type NextPage = (
  maxResults: number,
  nextToken: string | undefined,
) => Promise<{ things: ListedThing[]; nextToken?: string | undefined }>;

async function collect(limit: number, nextPage: NextPage): Promise<Listed> {
  const things: ListedThing[] = [];
  let nextToken: string | undefined;
  do {
    const page = await nextPage(Math.min(PAGE, limit - things.length), nextToken);
    things.push(...page.things);
    nextToken = page.nextToken;
  } while (nextToken !== undefined && things.length < limit);
  return { things: things.slice(0, limit), hasMore: nextToken !== undefined };
}

function listed(api: Api): NextPage {
  return async (maxResults, nextToken) => {
    const page = await api.call(listThings, { maxResults, ...(nextToken === undefined ? {} : { nextToken }) });
    const things = (page.things ?? []).map(({ attributes = {}, thingName = '', thingTypeName = '' }) => ({
      thingName,
      thingTypeName,
      attributes,
    }));
    return { things, nextToken: page.nextToken };
  };
}

function searched(api: Api): NextPage {
  return async (maxResults, nextToken) => {
    const input = { queryString: 'thingName:*', maxResults, ...(nextToken === undefined ? {} : { nextToken }) };
    const page = await api.call(searchIndex, input);
    const things = (page.things ?? []).map(({ attributes = {}, connectivity, thingName = '', thingTypeName = '' }) => ({
      thingName,
      thingTypeName,
      attributes,
      isConnected: connectivity?.connected ?? false,
    }));
    return { things, nextToken: page.nextToken };
  };
}
