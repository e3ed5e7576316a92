import { thingGroupIndexName, thingIndexName } from '../../domain/fleet-index.ts';
import { storedThingIndexing, type ThingGroupIndexing } from '../../domain/indexing-configuration.ts';
import { readIndexConfiguration } from '../../store/fleet-index/index-configuration.ts';
import type { Handler } from '../context.ts';

/** Shows what is indexed (docs/service/fleet-index.md#off-at-first). */
export const getIndexingConfiguration: Handler<'GetIndexingConfiguration'> = async ({ database }) => {
  const things = await readIndexConfiguration(database, thingIndexName);
  const groups = await readIndexConfiguration(database, thingGroupIndexName);
  return {
    thingIndexingConfiguration: storedThingIndexing(things.configuration),
    // Only what was checked as such is stored.
    thingGroupIndexingConfiguration: groups.configuration as unknown as ThingGroupIndexing,
  };
};
