import { invalidRequest } from '../../contract/errors.ts';
import { queryVersion, thingIndexName } from '../../domain/fleet-index.ts';

/**
 * InvalidRequestException for an index or a version of the query language that there is not
 * (docs/service/thing-groups.md#defining-a-dynamic-group).
 */
export function checkIndexAndVersion(input: {
  readonly indexName?: string | undefined;
  readonly queryVersion?: string | undefined;
}): void {
  if ((input.indexName ?? thingIndexName) !== thingIndexName) {
    throw invalidRequest(`The indexName of a dynamic thing group can only be ${thingIndexName}.`);
  }
  if ((input.queryVersion ?? queryVersion) !== queryVersion) {
    throw invalidRequest(`The only queryVersion is ${queryVersion}.`);
  }
}
