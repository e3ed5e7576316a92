import { thingGroupIndexName, thingIndexName } from '../../domain/fleet-index.ts';
import type { ThingGroupIndexing, ThingIndexing } from '../../domain/indexing-configuration.ts';
import { readIndexConfiguration } from '../../store/fleet-index/index-configuration.ts';
import type { Handler } from '../context.ts';

/** Shows what is indexed (docs/service/fleet-index.md#off-at-first). */
export const getIndexingConfiguration: Handler<'GetIndexingConfiguration'> = async ({ database }) => {
  const things = await readIndexConfiguration(database, thingIndexName);
  const groups = await readIndexConfiguration(database, thingGroupIndexName);
  // Only what was checked as such is stored.
  return {
    thingIndexingConfiguration: things.configuration as unknown as ThingIndexing,
    thingGroupIndexingConfiguration: groups.configuration as unknown as ThingGroupIndexing,
  };
};
