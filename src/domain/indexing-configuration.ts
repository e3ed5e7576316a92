/**
 * What an indexing configuration may contain, and what follows from it
 * (docs/service/fleet-index.md#replacing-a-configuration, docs/service/limits.md#sizes-of-the-fleet-index).
 */
import { invalidRequest } from '../contract/errors.ts';
import type { TypeOf } from '../contract/shape.ts';
import type { thingGroupIndexingConfiguration, thingIndexingConfiguration } from '../contract/shapes/fleet-index.ts';
import { thingFieldState } from './query-fields.ts';

export type ThingIndexing = TypeOf<typeof thingIndexingConfiguration>;
export type ThingGroupIndexing = TypeOf<typeof thingGroupIndexingConfiguration>;
type FieldList = NonNullable<ThingIndexing['customFields']>;
type Field = FieldList[number];

const MAXIMUM_CUSTOM_FIELDS = 5;
const MAXIMUM_FIELD_NAME_CHARACTERS = 1_024;
const MAXIMUM_NAMED_SHADOWS = 10;
const MAXIMUM_GEO_LOCATIONS = 1;
const CUSTOM_FIELD = /^(?:attributes|deviceDefender|shadow(?:\.name\.[^.]+)?\.(?:desired|reported))\./;

const registryFields: FieldList = [
  { name: 'thingName', type: 'String' },
  { name: 'thingId', type: 'String' },
  { name: 'registry.thingTypeName', type: 'String' },
  { name: 'registry.thingGroupNames', type: 'String' },
];
const connectivityFields: FieldList = [
  { name: 'connectivity.connected', type: 'Boolean' },
  { name: 'connectivity.timestamp', type: 'Number' },
  { name: 'connectivity.disconnectReason', type: 'String' },
];
const groupFields: FieldList = [
  { name: 'thingGroupName', type: 'String' },
  { name: 'thingGroupId', type: 'String' },
  { name: 'description', type: 'String' },
  { name: 'parentGroupNames', type: 'String' },
];

/** The configuration for things as it is stored and shown. Throws InvalidRequestException if it contradicts itself. */
export function checkedThingIndexing(given: ThingIndexing): ThingIndexing {
  const isOff = given.thingIndexingMode === 'OFF';
  const needsThings = [
    ['thingConnectivityIndexingMode', given.thingConnectivityIndexingMode],
    ['deviceDefenderIndexingMode', given.deviceDefenderIndexingMode],
    ['namedShadowIndexingMode', given.namedShadowIndexingMode],
  ] as const;
  for (const [member, mode] of needsThings) {
    if (isOff && mode !== undefined && mode !== 'OFF') {
      throw invalidRequest(`${member} can be ${mode} only while thingIndexingMode is not OFF.`);
    }
  }
  checkManagedFields(given.managedFields, [...registryFields, ...connectivityFields]);
  checkCustomFields(given.customFields, (name) => isIndexed(given, name));
  checkFilter(given);
  const { managedFields: _ours, thingIndexingMode, thingConnectivityIndexingMode = 'OFF', ...others } = given;
  return {
    thingIndexingMode,
    thingConnectivityIndexingMode,
    ...others,
    ...(isOff ? {} : { managedFields: managedFieldsOf(thingConnectivityIndexingMode) }),
  };
}

/**
 * The configuration for thing groups as it is stored and shown. Throws InvalidRequestException if it contradicts
 * itself.
 */
export function checkedThingGroupIndexing(given: ThingGroupIndexing): ThingGroupIndexing {
  const isOff = given.thingGroupIndexingMode === 'OFF';
  checkManagedFields(given.managedFields, groupFields);
  checkCustomFields(given.customFields, (name) => !isOff && name.startsWith('attributes.'));
  const { managedFields: _ours, ...others } = given;
  return { ...others, ...(isOff ? {} : { managedFields: groupFields }) };
}

/** The configuration for things out of the store, where only what was checked is. */
export function storedThingIndexing(configuration: Readonly<Record<string, unknown>>): ThingIndexing {
  // It went through `checkedThingIndexing`, or a migration wrote it.
  return configuration as unknown as ThingIndexing;
}

/** The `schema` of DescribeIndex for the index of things. */
export function schemaOf(configuration: ThingIndexing): string {
  if (configuration.namedShadowIndexingMode === 'ON' || configuration.deviceDefenderIndexingMode === 'VIOLATIONS') {
    return 'MULTI_INDEXING_MODE';
  }
  const base = configuration.thingIndexingMode === 'REGISTRY_AND_SHADOW' ? 'REGISTRY_AND_SHADOW' : 'REGISTRY';
  return configuration.thingConnectivityIndexingMode === 'STATUS' ? `${base}_AND_CONNECTIVITY_STATUS` : base;
}

function managedFieldsOf(connectivity: ThingIndexing['thingConnectivityIndexingMode']): FieldList {
  return connectivity === 'STATUS' ? [...registryFields, ...connectivityFields] : registryFields;
}

/** Callers who read a configuration, change it and send it back send these fields too. */
function checkManagedFields(given: FieldList | undefined, managed: FieldList): void {
  const isManaged = (field: Field) => managed.some(({ name, type }) => name === field.name && type === field.type);
  if (given?.some((field) => !isManaged(field))) throw invalidRequest('managedFields cannot be changed.');
}

function checkCustomFields(given: FieldList | undefined, indexes: (name: string) => boolean): void {
  if (given === undefined) return;
  if (given.length > MAXIMUM_CUSTOM_FIELDS) {
    throw invalidRequest(`There can be at most ${MAXIMUM_CUSTOM_FIELDS} customFields.`);
  }
  for (const { name, type } of given) {
    if (name === undefined || type === undefined) throw invalidRequest('Each of the customFields needs name and type.');
    if (name.length > MAXIMUM_FIELD_NAME_CHARACTERS) {
      throw invalidRequest(`The name of a custom field can have at most ${MAXIMUM_FIELD_NAME_CHARACTERS} characters.`);
    }
    if (!indexes(name)) throw invalidRequest(`The custom field ${name} is not indexed with this configuration.`);
  }
}

function isIndexed(configuration: ThingIndexing, name: string): boolean {
  if (configuration.thingIndexingMode === 'OFF') return false;
  return CUSTOM_FIELD.test(name) && thingFieldState(configuration, name).kind === 'indexed';
}

function checkFilter({ filter, namedShadowIndexingMode }: ThingIndexing): void {
  if (namedShadowIndexingMode === 'ON' && (filter?.namedShadowNames?.length ?? 0) === 0) {
    throw invalidRequest('namedShadowNames of filter must not be empty while namedShadowIndexingMode is ON.');
  }
  if ((filter?.namedShadowNames?.length ?? 0) > MAXIMUM_NAMED_SHADOWS) {
    throw invalidRequest(`At most ${MAXIMUM_NAMED_SHADOWS} named shadows can be indexed.`);
  }
  if ((filter?.geoLocations?.length ?? 0) > MAXIMUM_GEO_LOCATIONS) {
    throw invalidRequest(`At most ${MAXIMUM_GEO_LOCATIONS} geolocation can be indexed.`);
  }
}
