import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ThingIndexing } from '../../src/domain/indexing-configuration.ts';
import { certainPart } from '../../src/domain/query/fields.ts';
import { matches } from '../../src/domain/query/matches.ts';
import { parseQuery } from '../../src/domain/query/parse.ts';
import { checkFields, readStoredQuery, thingFields, thingGroupFields } from '../../src/domain/query-fields.ts';
import { refusal } from '../support/refusal.ts';
import { anyFields, anyQuery } from './query/any-query.ts';

const registry = thingFields({ thingIndexingMode: 'REGISTRY' });
const check = (text: string, fields = registry) => checkFields(parseQuery(text, { maximumTerms: 12 }), fields);

test('a query may name the fields of the registry, and any attribute', () => {
  const valid = [
    'thingName:a thingId:b thingTypeName:c thingGroupNames:d',
    'registry.thingTypeName:a OR registry.thingGroupNames:b',
    'attributes.a.b\\:c:*',
    'anything NOT "at all" [a TO b]',
  ];
  for (const text of valid) assert.doesNotThrow(() => check(text), text);
  assert.doesNotThrow(() =>
    check('thingGroupName:a thingGroupId:b description:c parentGroupNames:d attributes.e>5', thingGroupFields),
  );
});

test('a field that the index has not is refused with the one that was probably meant', () => {
  const unknown: readonly [string, RegExp][] = [
    [
      'thingName:p* AND NOT thingGroupName:quarantine',
      /Invalid field name, field name: thingGroupName\. .* Did you mean thingGroupNames\?$/,
    ],
    ['ThingName:a', /field name: ThingName\. .* Did you mean thingName\?/],
    ['thinggroupnames:x', /Did you mean thingGroupNames\?/],
    ['thingType:x', /Did you mean thingTypeName\?/],
    ['-registry.ThingTypeName:x', /field name: registry.ThingTypeName\./],
    ['registry.version:1', /field name: registry.version\./],
    ['attributes:x', /Did you mean attributes\.NAME\?/],
    ['a OR attributes.:x', /Did you mean attributes\.NAME\?/],
    ['Attributes.a.b:x', /Did you mean attributes\.a\.b\?/],
    ['attribute.model>5', /Did you mean attributes\.model\?/],
    ['shadow:x', /Did you mean shadow\.reported\.NAME\?/],
    ['shadow.reported:x', /Did you mean shadow\.reported\.NAME\?/],
    ['shadow.name:x', /field name: shadow\.name\./],
    ['shadow.name.s:x', /field name: shadow\.name\.s\./],
    ['shadow.version:1', /field name: shadow\.version\./],
    ['connectivity:x', /Did you mean connectivity\.connected\?/],
    ['connectivity.conected:true', /Did you mean connectivity\.connected\?/],
    ['deviceDefender:(a OR b)', /Did you mean deviceDefender\.violationCount\?/],
    ['model:[1 TO 5]', /The fields are thingName, .*attributes\.NAME/],
    ['description:x', /AWS_Things has no such field/],
  ];
  for (const [text, message] of unknown) {
    assert.throws(() => check(text), refusal('InvalidQueryException', message), text);
  }
  const ofThings = ['thingName:x', 'thingGroupNames:x', 'connectivity.connected:true', 'version:1', 'attributes:x'];
  for (const text of ofThings) {
    assert.throws(
      () => check(text, thingGroupFields),
      refusal('InvalidQueryException', /AWS_ThingGroups has no/),
      text,
    );
  }
});

test('a field that is not indexed now is refused with what to switch on, and can be named from then on', () => {
  const named = { namedShadowIndexingMode: 'ON', filter: { namedShadowNames: ['s', 't'] } } as const;
  const cases: readonly [string, RegExp, Omit<ThingIndexing, 'thingIndexingMode'> & Partial<ThingIndexing>][] = [
    [
      'connectivity.connected:true',
      /thingConnectivityIndexingMode to STATUS/,
      { thingConnectivityIndexingMode: 'STATUS' },
    ],
    ['NOT connectivity.disconnectReason:*', /UpdateIndexing/, { thingConnectivityIndexingMode: 'STATUS' }],
    ['connectivity.timestamp>5', /connectivity is not indexed/, { thingConnectivityIndexingMode: 'STATUS' }],
    ['shadow.reported.a:1', /thingIndexingMode to REGISTRY_AND_SHADOW/, { thingIndexingMode: 'REGISTRY_AND_SHADOW' }],
    ['shadow.desired.a.b:1', /UpdateIndexing/, { thingIndexingMode: 'REGISTRY_AND_SHADOW' }],
    ['shadow.hasDelta:true', /UpdateIndexing/, { thingIndexingMode: 'REGISTRY_AND_SHADOW' }],
    ['shadow.name.s.reported.a:1', /namedShadowIndexingMode to ON and filter.namedShadowNames .* s among/, named],
    ['shadow.name.t.hasDelta:true', /the shadow named t is not indexed/, named],
    ['deviceDefender.violationCount:1', /deviceDefenderIndexingMode to/, { deviceDefenderIndexingMode: 'VIOLATIONS' }],
  ];
  for (const [text, message, switchedOn] of cases) {
    assert.throws(() => check(text), refusal('InvalidRequestException', message), text);
    assert.doesNotThrow(() => check(text, thingFields({ thingIndexingMode: 'REGISTRY', ...switchedOn })), text);
  }
  const others = thingFields({ thingIndexingMode: 'REGISTRY_AND_SHADOW', ...named });
  const refused = refusal('InvalidRequestException', /namedShadowNames .* u among/);
  assert.throws(() => check('shadow.name.u.reported.a:1', others), refused);
  assert.throws(() => check('connectivity.connected:true OR wrong:x'), refusal('InvalidQueryException', /wrong/));
});

test('of a stored query that is refused by now, only what holds in any case counts', () => {
  const read = (text: string) => readStoredQuery(text, registry);
  const pump = new Map([['thingName', ['p1']]]);
  const isFound = (text: string) => matches(read(text).query, pump);
  assert.equal(read('thingName:p*').refusal, undefined);
  assert.ok(isFound('thingName:p*'));
  for (const text of ['thingGroupName:x', 'NOT thingGroupName:x', 'thingName:p* AND NOT connectivity.connected:true']) {
    assert.ok(!isFound(text), text);
    assert.ok(read(text).refusal, text);
  }
  assert.ok(isFound('thingName:p* OR thingGroupName:x'));
  assert.ok(isFound('NOT (thingName:q* AND thingGroupName:x)'));
  assert.ok(!isFound('NOT (NOT thingGroupName:x)'));
  for (const text of ['thingName:p1~', '?1', 'NOT NOT thingName:p1']) {
    assert.ok(!isFound(text), text);
    assert.match(read(text).refusal ?? '', /not valid/, text);
  }
});

test('the certain part of a query matches what the query matches, whatever an unusable field holds', () => {
  // Terms without a field do not look at it.
  const unusable = 'connectivity.connected';
  fc.assert(
    fc.property(anyQuery, anyFields, fc.constantFrom([], ['a'], ['1'], ['ab', '-']), (query, fields, values) => {
      const known = new Map([...fields].filter(([name]) => name !== unusable));
      const certain = certainPart(query, (field) => field !== unusable);
      if (matches(certain, known)) assert.ok(matches(query, new Map([...known, [unusable, values]])));
    }),
    { numRuns: 5_000 },
  );
});
