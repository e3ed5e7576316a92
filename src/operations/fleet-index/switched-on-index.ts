import { resourceNotFound } from '../../contract/errors.ts';
import { thingGroupIndexName, thingIndexName } from '../../domain/fleet-index.ts';
import type { Queryable } from '../../store/database/database.ts';
import {
  type IndexConfiguration,
  type IndexName,
  readIndexConfiguration,
} from '../../store/fleet-index/index-configuration.ts';

export interface SwitchedOnIndex extends IndexConfiguration {
  readonly indexName: IndexName;
  readonly status: NonNullable<IndexConfiguration['status']>;
}

/**
 * The index of this name. ResourceNotFoundException for one that does not exist or is switched off
 * (docs/service/fleet-index.md#names-and-schemas).
 */
export async function switchedOnIndex(queryable: Queryable, name: string): Promise<SwitchedOnIndex> {
  const indexName = ([thingIndexName, thingGroupIndexName] as const).find((known) => known === name);
  if (indexName !== undefined) {
    const index = await readIndexConfiguration(queryable, indexName);
    if (index.status !== null) return { ...index, indexName, status: index.status };
  }
  if (indexName === undefined) throw resourceNotFound(`Index ${name} does not exist.`);
  const mode = indexName === thingIndexName ? 'thingIndexingMode to REGISTRY' : 'thingGroupIndexingMode to ON';
  throw resourceNotFound(`Index ${name} is switched off. Set ${mode} with UpdateIndexingConfiguration.`);
}
