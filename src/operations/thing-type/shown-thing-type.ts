/** A thing type as Describe and List show it. */
import type { TypeOf } from '../../contract/shape.ts';
import type { thingTypeDefinition } from '../../contract/shapes/registry.ts';
import { type Account, thingTypeArn } from '../../domain/arn.ts';
import type { ThingType } from '../../store/thing/thing-type.ts';

/** The properties are always an object; the date of the deprecation is there only while it holds. */
export function shownThingType(account: Account, thingType: ThingType): TypeOf<typeof thingTypeDefinition> {
  return {
    thingTypeName: thingType.thingTypeName,
    thingTypeArn: thingTypeArn(account, thingType.thingTypeName),
    thingTypeProperties: {
      thingTypeDescription: thingType.description ?? undefined,
      searchableAttributes: thingType.searchableAttributes ?? undefined,
      mqtt5Configuration: thingType.mqtt5Configuration ?? undefined,
    },
    thingTypeMetadata: {
      deprecated: thingType.deprecatedAt !== null,
      deprecationDate: thingType.deprecatedAt ?? undefined,
      creationDate: thingType.createdAt,
    },
  };
}
