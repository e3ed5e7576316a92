/**
 * What is stored of a thing type's properties, and when a type may be deleted
 * (docs/service/registry.md#deleting-a-thing-type, docs/service/registry.md#updating-a-thing-type,
 * docs/service/limits.md#least-durations-and-clocks).
 */

import { invalidRequest } from '../contract/errors.ts';
import type { TypeOf } from '../contract/shape.ts';
import type { mqtt5Configuration, thingTypeProperties } from '../contract/shapes/registry.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import type { Quotas } from './quotas.ts';

export interface ThingTypeProperties {
  readonly description: string | null;
  readonly searchableAttributes: readonly string[] | null;
  readonly mqtt5Configuration: TypeOf<typeof mqtt5Configuration> | null;
}

const none: ThingTypeProperties = { description: null, searchableAttributes: null, mqtt5Configuration: null };

/**
 * The properties after the given ones replaced the present ones (a new type has none), member by member. Throws
 * InvalidRequestException for more searchable attributes than a type may have.
 */
export function updatedProperties(
  given: TypeOf<typeof thingTypeProperties> | undefined,
  quotas: Quotas,
  present: ThingTypeProperties = none,
): ThingTypeProperties {
  const searchableAttributes = given?.searchableAttributes ?? present.searchableAttributes;
  const maximum = quotas.searchableAttributesPerType;
  if (searchableAttributes !== null && searchableAttributes.length > maximum) {
    throw invalidRequest(`A thing type can have at most ${maximum} searchable attributes.`);
  }
  return {
    description: given?.thingTypeDescription ?? present.description,
    searchableAttributes: searchableAttributes?.length === 0 ? null : searchableAttributes,
    mqtt5Configuration: canonical(given?.mqtt5Configuration) ?? present.mqtt5Configuration,
  };
}

/** True if two types have the same properties. */
export function sameProperties(one: ThingTypeProperties, other: ThingTypeProperties): boolean {
  return textOf(one) === textOf(other);
}

const AWS_MINUTES = 5;
/** Terraform waits and tries again if it finds this very text, whatever the setting says. */
const WAIT_AND_RETRY = `Please wait for ${AWS_MINUTES} minutes after deprecation and then retry`;

/** Throws InvalidRequestException unless the type was deprecated long enough ago. */
export function checkMayBeDeleted(
  thingType: { readonly thingTypeName: string; readonly deprecatedAt: number | null },
  quotas: Quotas,
  now: number,
): void {
  const { thingTypeName, deprecatedAt } = thingType;
  if (deprecatedAt === null) {
    throw invalidRequest(`Thing type ${thingTypeName} must be deprecated before it can be deleted.`);
  }
  const minutes = quotas.minutesFromDeprecationToDeletion;
  if (now < deprecatedAt + minutes * MINUTE_MS) {
    const here = minutes === AWS_MINUTES ? '' : ` (${minutes} minutes on this server)`;
    throw invalidRequest(`Thing type ${thingTypeName} cannot be deleted yet. ${WAIT_AND_RETRY}${here}`);
  }
}

/** The members in a fixed order, whatever order the caller chose. */
function canonical(
  configuration: TypeOf<typeof mqtt5Configuration> | undefined,
): TypeOf<typeof mqtt5Configuration> | undefined {
  return (
    configuration && {
      propagatingAttributes: configuration.propagatingAttributes?.map((attribute) => ({
        userPropertyKey: attribute.userPropertyKey,
        thingAttribute: attribute.thingAttribute,
        connectionAttribute: attribute.connectionAttribute,
      })),
    }
  );
}

function textOf(properties: ThingTypeProperties): string {
  const { description, searchableAttributes, mqtt5Configuration } = properties;
  return JSON.stringify([description, searchableAttributes, mqtt5Configuration]);
}
