/** Whatever happens at the same time, in the end the index and the dynamic groups say what the registry says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ServiceError } from '../../src/contract/errors.ts';
import { fieldsOfThing, type ThingDocument, termsOf } from '../../src/domain/fleet-index.ts';
import { matches } from '../../src/domain/query/matches.ts';
import { parseQuery } from '../../src/domain/query/parse.ts';
import { runFleetIndex } from '../../src/engine/workers/fleet-index.ts';
import { statement } from '../../src/store/database/database.ts';
import { recordIndexChange } from '../../src/store/fleet-index/index-change.ts';
import { readThingsToIndex } from '../../src/store/fleet-index/indexed-thing.ts';
import { lockThing, updateThing } from '../../src/store/thing/thing.ts';
import { testEngine } from '../support/engine.ts';
import { membersOf, switchOn } from '../support/fleet-index.ts';
import { call } from '../support/jobs.ts';

const engine = await testEngine({ chunkSize: 3 });

const THINGS = 12;
const AT_A_TIME = 6;
const queries: Readonly<Record<string, readonly string[]>> = {
  red: ['attributes.colour:red', 'attributes.colour:(red OR green)'],
  grouped: ['thingGroupNames:(g0 OR b0)', 'NOT thingGroupNames:g1'],
  other: ['thingName:t1* -attributes.colour:blue', 'attributes.n >= 2'],
};

type Step = () => Promise<unknown>;

const thingName = fc.nat(THINGS - 1).map((i) => `t${i}`);
const group = fc.constantFrom('g0', 'g1');
const attributes = fc.record(
  { colour: fc.constantFrom('red', 'green', 'blue'), n: fc.constantFrom('1', '2', 'x') },
  { requiredKeys: [] },
);
const names = fc.constantFrom(...Object.keys(queries));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: thingName.map(
      (name): Step =>
        () =>
          call.CreateThing(engine, { thingName: name }),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(thingName, attributes).map(
      ([name, given]): Step =>
        () =>
          call.UpdateThing(engine, { thingName: name, attributePayload: { attributes: given } }),
    ),
  },
  {
    weight: 1,
    arbitrary: thingName.map(
      (name): Step =>
        () =>
          call.DeleteThing(engine, { thingName: name }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(thingName, group, fc.boolean()).map(
      ([name, thingGroupName, joins]): Step =>
        () =>
          joins
            ? call.AddThingToThingGroup(engine, { thingName: name, thingGroupName })
            : call.RemoveThingFromThingGroup(engine, { thingName: name, thingGroupName }),
    ),
  },
  {
    weight: 2,
    arbitrary: thingName.map(
      (name): Step =>
        () =>
          call.AddThingToBillingGroup(engine, { thingName: name, billingGroupName: 'b0' }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>(
      () => call.DeleteBillingGroup(engine, { billingGroupName: 'b0' }),
      () => call.CreateBillingGroup(engine, { billingGroupName: 'b0' }),
      () => call.DeleteThingGroup(engine, { thingGroupName: 'g0' }),
      () => call.CreateThingGroup(engine, { thingGroupName: 'g0' }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(names, fc.nat(1)).map(([thingGroupName, i]): Step => {
      const queryString = queries[thingGroupName]?.[i] ?? '*';
      return () => call.UpdateDynamicThingGroup(engine, { thingGroupName, thingGroupProperties: {}, queryString });
    }),
  },
  { weight: 4, arbitrary: fc.constant<Step>(() => runFleetIndex(engine.engine)) },
);

/** A refusal is as good as any other answer; everything else is a bug. */
async function run(action: Step): Promise<void> {
  await action().catch((error: unknown) => {
    if (!(error instanceof ServiceError) || error.name === 'InternalFailureException') throw error;
  });
}

const documents = statement('test.documents', 'SELECT document FROM indexed_thing ORDER BY thing_name');
const terms = statement(
  'test.terms',
  `SELECT thing_name || ' ' || field || ' ' || term AS entry FROM (
     SELECT thing_name, field, word AS term FROM index_term
     UNION ALL SELECT thing_name, field, '#' || number FROM index_number) AS e`,
);

async function assertTrue(): Promise<void> {
  const all = Array.from({ length: THINGS }, (_, i) => `t${i}`);
  const things = (await readThingsToIndex(engine.database, all, false)).map((thing) => thing.document);
  things.sort((a, b) => (a.thingName < b.thingName ? -1 : 1));
  const stored = await engine.database.query<{ document: ThingDocument }>(documents);
  assert.deepEqual(
    stored.map((row) => row.document),
    JSON.parse(JSON.stringify(things)),
  );
  const expected = things.flatMap((thing) =>
    termsOf(thing).map(
      ({ field, term }) => `${thing.thingName} ${field} ${typeof term === 'number' ? `#${term}` : term}`,
    ),
  );
  const entries = await engine.database.query<{ entry: string }>(terms);
  assert.deepEqual(entries.map((row) => row.entry).sort(), [...new Set(expected)].sort());
  for (const thingGroupName of Object.keys(queries)) {
    const { queryString = '' } = await call.DescribeThingGroup(engine, { thingGroupName });
    const query = parseQuery(queryString, { maximumTerms: 5 });
    const wanted = things.filter((thing) => matches(query, fieldsOfThing(thing))).map((thing) => thing.thingName);
    assert.deepEqual(await membersOf(engine, thingGroupName), wanted, `${thingGroupName}: ${queryString}`);
  }
}

/** Runs steps several at a time, the index's worker among them. */
async function runAll(steps: readonly Step[]): Promise<void> {
  for (let i = 0; i < steps.length; i += AT_A_TIME) {
    await Promise.all([...steps.slice(i, i + AT_A_TIME).map(run), runFleetIndex(engine.engine)]);
  }
}

test('after any changes at the same time the index and the dynamic groups agree with the registry', async () => {
  await call.CreateThingGroup(engine, { thingGroupName: 'g0' });
  await call.CreateThingGroup(engine, { thingGroupName: 'g1' });
  await switchOn(engine);
  for (const [thingGroupName, [queryString = '*']] of Object.entries(queries)) {
    await call.CreateDynamicThingGroup(engine, { thingGroupName, queryString });
  }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60 }), async (steps) => {
      await runAll(steps);
      await engine.settle();
      await assertTrue();
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

const waiting = statement(
  'test.waiting',
  'SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE NOT l.granted AND d.datname = current_database()',
);

test('an index that is switched on waits for changes that began while it was off', async () => {
  for (const thingGroupName of Object.keys(queries)) await call.DeleteDynamicThingGroup(engine, { thingGroupName });
  await call.UpdateIndexingConfiguration(engine, { thingIndexingConfiguration: { thingIndexingMode: 'OFF' } });
  await call.CreateThing(engine, { thingName: 'slow' });
  let switching: Promise<void> = Promise.resolve();
  await engine.database.transaction(async (transaction) => {
    const thing = await lockThing(transaction, 'slow');
    assert.ok(thing !== undefined);
    await updateThing(transaction, { ...thing, attributes: { n: 'late' } });
    assert.equal(await recordIndexChange(transaction, 'slow'), false);
    switching = switchOn(engine);
    let isSwitched = false;
    const done = switching.then(() => {
      isSwitched = true;
    });
    while (!isSwitched && (await engine.database.query(waiting)).length === 0) await Promise.race([done, null]);
  });
  await switching;
  const { things } = await call.SearchIndex(engine, { queryString: 'attributes.n:late' });
  assert.deepEqual(
    things?.map((thing) => thing.thingName),
    ['slow'],
  );
});
