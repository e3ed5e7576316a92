import { describeIndex } from './describe-index.ts';
import { getIndexingConfiguration } from './get-indexing-configuration.ts';
import { listIndices } from './list-indices.ts';
import { searchIndex } from './search-index.ts';
import { updateIndexingConfiguration } from './update-indexing-configuration.ts';

/** The fleet indexing operations, by AWS's name. */
export const indexOperations = {
  DescribeIndex: describeIndex,
  GetIndexingConfiguration: getIndexingConfiguration,
  ListIndices: listIndices,
  SearchIndex: searchIndex,
  UpdateIndexingConfiguration: updateIndexingConfiguration,
} as const;
