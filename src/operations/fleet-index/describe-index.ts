import { thingIndexName } from '../../domain/fleet-index.ts';
import { schemaOf, storedThingIndexing } from '../../domain/indexing-configuration.ts';
import type { Handler } from '../context.ts';
import { switchedOnIndex } from './switched-on-index.ts';

/** Describes an index that is on (docs/service/fleet-index.md#names-and-schemas). */
export const describeIndex: Handler<'DescribeIndex'> = async ({ database }, input) => {
  const { configuration, indexName, status } = await switchedOnIndex(database, input.indexName);
  const schema = indexName === thingIndexName ? schemaOf(storedThingIndexing(configuration)) : 'THING_GROUPS';
  return { indexName, indexStatus: status, schema };
};
