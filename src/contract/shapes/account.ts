/**
 * The shapes of what concerns the account as a whole: tags, the endpoint and event configurations
 * (docs/service/registry.md#what-tags-look-like).
 */
import { boolean } from './common.ts';

export const resourceArn = { type: 'string' } as const;

export const endpointType = { type: 'string', max: 128, pattern: '[\\s\\S]*' } as const;

export const eventType = {
  type: 'string',
  enum: [
    'THING',
    'THING_GROUP',
    'THING_TYPE',
    'THING_GROUP_MEMBERSHIP',
    'THING_GROUP_HIERARCHY',
    'THING_TYPE_ASSOCIATION',
    'JOB',
    'JOB_EXECUTION',
    'POLICY',
    'CERTIFICATE',
    'CA_CERTIFICATE',
  ],
} as const;

/** A kind of event that can be switched on. */
export type EventType = (typeof eventType.enum)[number];

export const eventConfigurations = {
  type: 'map',
  key: eventType,
  /** Capital E, as the API model has it. */
  value: { type: 'structure', members: { Enabled: { shape: boolean } } },
} as const;
