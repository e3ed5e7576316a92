import { invalidRequest } from '../../contract/errors.ts';
import { queryVersion, thingIndexName } from '../../domain/fleet-index.ts';
import { storedThingIndexing } from '../../domain/indexing-configuration.ts';
import type { Query } from '../../domain/query/query.ts';
import { checkFields, thingFields } from '../../domain/query-fields.ts';
import type { IndexConfiguration } from '../../store/fleet-index/index-configuration.ts';

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

/** Checks that a query names only what AWS_Things indexes now (docs/service/thing-groups.md#defining-a-dynamic-group). */
export function checkQueryFields(query: Query, { configuration }: IndexConfiguration): void {
  checkFields(query, thingFields(storedThingIndexing(configuration)));
}
