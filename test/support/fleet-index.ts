/** Short ways to say what the tests of the fleet index say again and again. */
import { thingIndexName } from '../../src/domain/fleet-index.ts';
import type { TestContext } from './context.ts';
import type { TestEngine } from './engine.ts';
import { call } from './jobs.ts';

/** Switches on the index of things, with connectivity if wanted, and waits until it is built. */
export async function switchOn(engine: TestEngine, thingConnectivityIndexingMode: 'OFF' | 'STATUS' = 'OFF') {
  const thingIndexingConfiguration = { thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode } as const;
  await call.UpdateIndexingConfiguration(engine, { thingIndexingConfiguration });
  await engine.settle();
}

/** The names of all things that a query finds, in the order in which it finds them, over all pages. */
export async function find(context: TestContext, queryString: string, maxResults = 100): Promise<string[]> {
  const names: string[] = [];
  for (let nextToken: string | undefined, isFirst = true; isFirst || nextToken !== undefined; isFirst = false) {
    const input = { indexName: thingIndexName, queryString, maxResults, nextToken };
    const page: Awaited<ReturnType<typeof call.SearchIndex>> = await call.SearchIndex(context, input);
    names.push(...(page.things ?? []).map((thing) => thing.thingName ?? ''));
    nextToken = page.nextToken;
  }
  return names;
}

/** The names of the members of a group. */
export async function membersOf(context: TestContext, thingGroupName: string): Promise<readonly string[]> {
  return (await call.ListThingsInThingGroup(context, { thingGroupName, maxResults: 250 })).things ?? [];
}
