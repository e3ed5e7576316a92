/**
 * The shapes of fleet indexing: configurations, and what a search finds
 * (docs/service/fleet-index.md#what-a-search-answers).
 */
import { boolean, long, registryText, string, thingGroupId, thingGroupName, thingName } from './common.ts';
import { attributes, thingTypeName } from './registry.ts';

const fields = {
  type: 'list',
  of: {
    type: 'structure',
    members: {
      name: { shape: string },
      type: { shape: { type: 'string', enum: ['Number', 'String', 'Boolean'] } },
    },
  },
} as const;

const filter = {
  type: 'structure',
  members: {
    namedShadowNames: {
      shape: {
        type: 'list',
        of: { type: 'string', min: 1, max: 64, pattern: '[$a-zA-Z0-9:_-]+' },
        itemName: 'ShadowName',
      },
    },
    geoLocations: {
      shape: {
        type: 'list',
        of: {
          type: 'structure',
          members: { name: { shape: string }, order: { shape: { type: 'string', enum: ['LatLon', 'LonLat'] } } },
        },
      },
    },
  },
} as const;

export const thingIndexingConfiguration = {
  type: 'structure',
  members: {
    thingIndexingMode: { shape: { type: 'string', enum: ['OFF', 'REGISTRY', 'REGISTRY_AND_SHADOW'] }, required: true },
    thingConnectivityIndexingMode: { shape: { type: 'string', enum: ['OFF', 'STATUS'] } },
    deviceDefenderIndexingMode: { shape: { type: 'string', enum: ['OFF', 'VIOLATIONS'] } },
    namedShadowIndexingMode: { shape: { type: 'string', enum: ['OFF', 'ON'] } },
    managedFields: { shape: fields },
    customFields: { shape: fields },
    filter: { shape: filter },
  },
} as const;

export const thingGroupIndexingConfiguration = {
  type: 'structure',
  members: {
    thingGroupIndexingMode: { shape: { type: 'string', enum: ['OFF', 'ON'] }, required: true },
    managedFields: { shape: fields },
    customFields: { shape: fields },
  },
} as const;

export const indexStatus = { type: 'string', enum: ['ACTIVE', 'BUILDING', 'REBUILDING'] } as const;

export const thingDocument = {
  type: 'structure',
  members: {
    thingName: { shape: thingName },
    thingId: { shape: string },
    thingTypeName: { shape: thingTypeName },
    thingGroupNames: { shape: { type: 'list', of: thingGroupName, itemName: 'ThingGroupName' } },
    attributes: { shape: attributes },
    shadow: { shape: string },
    deviceDefender: { shape: string },
    connectivity: {
      shape: {
        type: 'structure',
        members: {
          connected: { shape: boolean },
          // Milliseconds since the epoch on the wire as well: no timestamp shape.
          timestamp: { shape: long },
          disconnectReason: { shape: string },
        },
      },
    },
  },
} as const;

export const thingGroupDocument = {
  type: 'structure',
  members: {
    thingGroupName: { shape: thingGroupName },
    thingGroupId: { shape: thingGroupId },
    thingGroupDescription: { shape: registryText },
    attributes: { shape: attributes },
    parentGroupNames: { shape: { type: 'list', of: thingGroupName, itemName: 'ThingGroupName' } },
  },
} as const;
