import { isDeepStrictEqual } from 'node:util';
import { invalidRequest } from '../../contract/errors.ts';
import { thingGroupIndexName, thingIndexName } from '../../domain/fleet-index.ts';
import {
  checkedThingGroupIndexing,
  checkedThingIndexing,
  type ThingGroupIndexing,
  type ThingIndexing,
} from '../../domain/indexing-configuration.ts';
import { change } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import {
  emptyThingIndex,
  lockIndexConfiguration,
  saveIndexConfiguration,
} from '../../store/fleet-index/index-configuration.ts';
import { emptyConnectivity } from '../../store/fleet-index/thing-connectivity.ts';
import { countDynamicGroups } from '../../store/thing-group/dynamic-thing-group.ts';
import type { Handler } from '../context.ts';

/**
 * Replaces the configurations that are given. A changed one for things makes the engine build the index anew; until the
 * first build is done it cannot be searched (docs/service/fleet-index.md#building-and-rebuilding).
 */
export const updateIndexingConfiguration: Handler<'UpdateIndexingConfiguration'> = async (context, input) => {
  const things = input.thingIndexingConfiguration && checkedThingIndexing(input.thingIndexingConfiguration);
  const groups =
    input.thingGroupIndexingConfiguration && checkedThingGroupIndexing(input.thingGroupIndexingConfiguration);
  await change(context.database, context.signals, async (transaction, effects) => {
    if (things !== undefined && (await configureThings(transaction, things))) {
      effects.wake('index');
      effects.wake('connectivity');
    }
    if (groups !== undefined) await configureGroups(transaction, groups);
  });
  return {};
};

/** Gives whether anything changed. */
async function configureThings(transaction: Queryable, wanted: ThingIndexing): Promise<boolean> {
  const present = await lockIndexConfiguration(transaction, thingIndexName);
  if (isSame(present.configuration, wanted)) return false;
  const isOn = wanted.thingIndexingMode !== 'OFF';
  const indexesConnectivity = wanted.thingConnectivityIndexingMode === 'STATUS';
  if (!isOn && (await countDynamicGroups(transaction, 1)) > 0) {
    throw invalidRequest('Thing indexing cannot be switched off while there are dynamic thing groups.');
  }
  if (isOn !== present.isOn) await emptyThingIndex(transaction);
  if (!indexesConnectivity) await emptyConnectivity(transaction);
  const building = present.isOn && present.status !== 'BUILDING' ? 'REBUILDING' : 'BUILDING';
  await saveIndexConfiguration(transaction, thingIndexName, {
    configuration: { ...wanted },
    isOn,
    indexesConnectivity,
    status: isOn ? building : null,
    builtTo: isOn ? '' : null,
  });
  return true;
}

/** Groups are few and are searched as they are stored, so there is nothing to build. */
async function configureGroups(transaction: Queryable, wanted: ThingGroupIndexing): Promise<void> {
  const present = await lockIndexConfiguration(transaction, thingGroupIndexName);
  if (isSame(present.configuration, wanted)) return;
  const isOn = wanted.thingGroupIndexingMode === 'ON';
  await saveIndexConfiguration(transaction, thingGroupIndexName, {
    configuration: { ...wanted },
    isOn,
    indexesConnectivity: false,
    status: isOn ? 'ACTIVE' : null,
    builtTo: null,
  });
}

/** Compares as stored, where members that are undefined are left out. */
function isSame(stored: unknown, wanted: unknown): boolean {
  return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(wanted)));
}
