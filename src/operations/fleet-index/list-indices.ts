import { thingGroupIndexName, thingIndexName } from '../../domain/fleet-index.ts';
import { readIndexConfiguration } from '../../store/fleet-index/index-configuration.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

/** Lists the indexes that are on, in the order of their names (docs/service/fleet-index.md#names-and-schemas). */
export const listIndices: Handler<'ListIndices'> = async ({ database }, input) => {
  const page = pageOf('ListIndices', input, {}, ['string']);
  const names: string[] = [];
  for (const name of [thingGroupIndexName, thingIndexName] as const) {
    const isAfter = name > (page.after?.[0] ?? '');
    if (isAfter && (await readIndexConfiguration(database, name)).isOn) names.push(name);
  }
  const { items, nextToken } = cutPage(page, names, (name) => [name]);
  return { indexNames: items, nextToken };
};
