/**
 * Which fields queries of an index may name, as it is configured (docs/service/fleet-index.md#which-fields-there-are).
 * A query with another field is refused and never answered: what its negation finds is everything.
 */
import { invalidRequest, ServiceError } from '../contract/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { thingGroupIndexName, thingIndexName } from './fleet-index.ts';
import type { ThingIndexing } from './indexing-configuration.ts';
import { certainPart, fieldsIn, nothing } from './query/fields.ts';
import { parseQuery } from './query/parse.ts';
import type { Query } from './query/query.ts';

/** What an index knows of a field. */
type FieldState =
  | { readonly kind: 'indexed' }
  /** `source` is what is not indexed, `remedy` what to set. */
  | { readonly kind: 'off'; readonly source: string; readonly remedy: string }
  | { readonly kind: 'unknown' };

/** The fields of an index under its present configuration. */
export interface QueryFields {
  readonly indexName: string;
  readonly stateOf: (field: string) => FieldState;
  /** Fields with fixed names. */
  readonly names: readonly string[];
  /** By the first part of a name, what it begins with and an example of what follows. */
  readonly families: Readonly<Record<string, { readonly begins: string; readonly example: string }>>;
}

const indexed = { kind: 'indexed' } as const;
const unknown = { kind: 'unknown' } as const;
const registryNames = ['thingName', 'thingId', 'thingTypeName', 'thingGroupNames'];
const connectivityNames = ['connectivity.connected', 'connectivity.timestamp', 'connectivity.disconnectReason'];
const groupNames = ['thingGroupName', 'thingGroupId', 'description', 'parentGroupNames'];
const attributes = { begins: 'attributes', example: 'NAME' };
const ATTRIBUTE = /^attributes\..+/su;
const SHADOW = /^shadow\.(?:hasDelta$|(?:reported|desired|delta|metadata)\..+)/su;
const NAMED_SHADOW = /^shadow\.name\.([^.]+)\.(?:hasDelta$|(?:reported|desired|delta|metadata)\..+)/su;
const DEVICE_DEFENDER = /^deviceDefender\..+/su;

/** The fields of AWS_Things. */
export function thingFields(configuration: ThingIndexing): QueryFields {
  return {
    indexName: thingIndexName,
    stateOf: (field) => thingFieldState(configuration, field),
    names: [...registryNames, ...connectivityNames, 'shadow.hasDelta'],
    families: {
      attributes,
      connectivity: { begins: 'connectivity', example: 'connected' },
      shadow: { begins: 'shadow.reported', example: 'NAME' },
      deviceDefender: { begins: 'deviceDefender', example: 'violationCount' },
    },
  };
}

/** The fields of AWS_ThingGroups. */
export const thingGroupFields: QueryFields = {
  indexName: thingGroupIndexName,
  stateOf: (field) => (groupNames.includes(field) || ATTRIBUTE.test(field) ? indexed : unknown),
  names: groupNames,
  families: { attributes },
};

/** What AWS_Things knows of a field. */
export function thingFieldState(configuration: ThingIndexing, field: string): FieldState {
  if (registryNames.includes(field) || ATTRIBUTE.test(field)) return indexed;
  if (connectivityNames.includes(field)) {
    const isOn = configuration.thingConnectivityIndexingMode === 'STATUS';
    return isOn ? indexed : off('connectivity', 'thingConnectivityIndexingMode to STATUS');
  }
  if (SHADOW.test(field)) {
    const isOn = configuration.thingIndexingMode === 'REGISTRY_AND_SHADOW';
    return isOn ? indexed : off('the classic shadow', 'thingIndexingMode to REGISTRY_AND_SHADOW');
  }
  const shadowName = NAMED_SHADOW.exec(field)?.[1];
  if (shadowName !== undefined) return namedShadowState(configuration, shadowName);
  if (DEVICE_DEFENDER.test(field)) {
    const isOn = configuration.deviceDefenderIndexingMode === 'VIOLATIONS';
    return isOn ? indexed : off('Device Defender', 'deviceDefenderIndexingMode to VIOLATIONS');
  }
  return unknown;
}

function namedShadowState({ filter, namedShadowIndexingMode }: ThingIndexing, name: string): FieldState {
  const isOn = namedShadowIndexingMode === 'ON' && filter?.namedShadowNames?.includes(name) === true;
  const remedy = `namedShadowIndexingMode to ON and filter.namedShadowNames to names with ${name} among them`;
  return isOn ? indexed : off(`the shadow named ${name}`, remedy);
}

function off(source: string, remedy: string): FieldState {
  return { kind: 'off', source, remedy };
}

/**
 * Checks the fields that a query names (docs/service/fleet-index.md#fields-that-are-refused). InvalidQueryException for one that the index has not, which says what was
 * probably meant; InvalidRequestException for one that is not indexed now, which says what to switch on.
 */
export function checkFields(query: Query, fields: QueryFields): void {
  const refusal = refusalOfFields(query, fields);
  if (refusal !== undefined) throw refusal;
}

function refusalOfFields(query: Query, fields: QueryFields): ServiceError | undefined {
  const states = fieldsIn(query).map((field) => ({ field, state: fields.stateOf(field) }));
  const strange = states.find(({ state }) => state.kind === 'unknown');
  if (strange !== undefined) return unknownField(strange.field, fields);
  for (const { field, state } of states) {
    if (state.kind !== 'off') continue;
    const why = `The query names the field ${field}, but ${state.source} is not indexed.`;
    return invalidRequest(`${why} Set ${state.remedy} with UpdateIndexingConfiguration.`);
  }
  return undefined;
}

function unknownField(field: string, fields: QueryFields): ServiceError {
  const meant = meantField(field, fields);
  const all = [...fields.names, ...Object.values(fields.families).map(({ begins, example }) => `${begins}.${example}`)];
  const help = meant === undefined ? `The fields are ${[...new Set(all)].join(', ')}.` : `Did you mean ${meant}?`;
  const what = `Invalid field name, field name: ${field}. ${fields.indexName} has no such field.`;
  return new ServiceError('InvalidQueryException', `The query is not valid. ${what} ${help}`);
}

function meantField(field: string, { families, names }: QueryFields): string | undefined {
  // As in AWS's own example thingType:xyz, which its service refuses.
  const isBeginningOf = (name: string) => !name.includes('.') && name.toLowerCase().startsWith(field.toLowerCase());
  const longer = field.length > 'thing'.length ? names.find(isBeginningOf) : undefined;
  const near = longer ?? nearest(field, names);
  if (near !== undefined) return near;
  const [first = '', ...rest] = field.split('.');
  const family = families[nearest(first, Object.keys(families)) ?? ''];
  if (family === undefined) return undefined;
  // Attributes can have any name.
  const name = family === attributes && rest.length > 0 ? rest.join('.') : family.example;
  return `${family.begins}.${name || family.example}`;
}

/** A stored query as it is evaluated now. */
export interface StoredQuery {
  readonly query: Query;
  /** Why it would be refused today; absent if it would not be. */
  readonly refusal: string | undefined;
}

/**
 * Reads a query that was accepted once. If it is refused by now, it matches only what it matches without doubt, and
 * nothing if it cannot be read at all (docs/service/thing-groups.md#queries-that-are-refused-today).
 */
export function readStoredQuery(text: string, fields: QueryFields): StoredQuery {
  let query: Query;
  try {
    // How many terms it may have was decided when it was stored.
    query = parseQuery(text, { maximumTerms: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { query: nothing, refusal: error.message };
  }
  const refusal = refusalOfFields(query, fields)?.message;
  if (refusal === undefined) return { query, refusal };
  return { query: certainPart(query, (field) => fields.stateOf(field).kind === 'indexed'), refusal };
}
