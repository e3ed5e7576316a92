/**
 * The shapes of things, thing types, thing groups and billing groups (docs/service/limits.md#sizes-in-the-registry).
 */
import { boolean, registryName, registryText, string, thingGroupName, thingName, timestamp } from './common.ts';

export const thingTypeName = registryName;
export const billingGroupName = registryName;
export const indexName = registryName;
export const billingGroupId = { type: 'string', min: 1, max: 128, pattern: '[a-zA-Z0-9\\-]+' } as const;

export const attributeName = { type: 'string', max: 128, pattern: '[a-zA-Z0-9_.,@/:#-]+' } as const;
export const attributeValue = { type: 'string', max: 800, pattern: '[a-zA-Z0-9_.,@/:#=\\[\\]-]*' } as const;
export const attributes = { type: 'map', key: attributeName, value: attributeValue } as const;

export const attributePayload = {
  type: 'structure',
  members: { attributes: { shape: attributes }, merge: { shape: boolean } },
} as const;

export const thingAttribute = {
  type: 'structure',
  members: {
    thingName: { shape: thingName },
    thingTypeName: { shape: thingTypeName },
    thingArn: { shape: string },
    attributes: { shape: attributes },
    version: { shape: { type: 'long' } },
  },
} as const;

export const mqtt5Configuration = {
  type: 'structure',
  members: {
    propagatingAttributes: {
      shape: {
        type: 'list',
        of: {
          type: 'structure',
          members: {
            userPropertyKey: { shape: { type: 'string', max: 128, pattern: '[a-zA-Z0-9:$.]+' } },
            thingAttribute: { shape: attributeName },
            connectionAttribute: { shape: { type: 'string', max: 128, pattern: '[a-zA-Z0-9:.]+' } },
          },
        },
      },
    },
  },
} as const;

export const thingTypeProperties = {
  type: 'structure',
  members: {
    thingTypeDescription: { shape: registryText },
    searchableAttributes: { shape: { type: 'list', of: attributeName, itemName: 'AttributeName' } },
    mqtt5Configuration: { shape: mqtt5Configuration },
  },
} as const;

export const thingTypeMetadata = {
  type: 'structure',
  members: {
    deprecated: { shape: boolean },
    deprecationDate: { shape: timestamp },
    creationDate: { shape: timestamp },
  },
} as const;

export const thingTypeDefinition = {
  type: 'structure',
  members: {
    thingTypeName: { shape: thingTypeName },
    thingTypeArn: { shape: string },
    thingTypeProperties: { shape: thingTypeProperties },
    thingTypeMetadata: { shape: thingTypeMetadata },
  },
} as const;

export const thingGroupProperties = {
  type: 'structure',
  members: { thingGroupDescription: { shape: registryText }, attributePayload: { shape: attributePayload } },
} as const;

/** A static, dynamic or billing group in a list. */
export const groupNameAndArn = {
  type: 'structure',
  members: { groupName: { shape: thingGroupName }, groupArn: { shape: string } },
} as const;

export const thingGroupMetadata = {
  type: 'structure',
  members: {
    parentGroupName: { shape: thingGroupName },
    rootToParentThingGroups: { shape: { type: 'list', of: groupNameAndArn } },
    creationDate: { shape: timestamp },
  },
} as const;

export const queryString = { type: 'string', min: 1 } as const;
export const dynamicGroupStatus = { type: 'string', enum: ['ACTIVE', 'BUILDING', 'REBUILDING'] } as const;

export const billingGroupProperties = {
  type: 'structure',
  members: { billingGroupDescription: { shape: registryText } },
} as const;

export const billingGroupMetadata = { type: 'structure', members: { creationDate: { shape: timestamp } } } as const;
