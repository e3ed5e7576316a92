import type { indexOperations } from '../../contract/operations/fleet-index/index.ts';
import type { Handlers } from '../context.ts';
import { describeIndex } from './describe-index.ts';
import { getIndexingConfiguration } from './get-indexing-configuration.ts';
import { listIndices } from './list-indices.ts';
import { searchIndex } from './search-index.ts';
import { updateIndexingConfiguration } from './update-indexing-configuration.ts';

/** What the fleet indexing operations do. */
export const indexHandlers: Handlers<typeof indexOperations> = {
  DescribeIndex: describeIndex,
  GetIndexingConfiguration: getIndexingConfiguration,
  ListIndices: listIndices,
  SearchIndex: searchIndex,
  UpdateIndexingConfiguration: updateIndexingConfiguration,
};
