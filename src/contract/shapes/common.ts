/** Shapes that many operations share: names, texts, pages, tags. */

export const boolean = { type: 'boolean' } as const;
export const integer = { type: 'integer' } as const;
export const long = { type: 'long' } as const;
export const timestamp = { type: 'timestamp' } as const;
export const string = { type: 'string' } as const;

/** Names of things, thing types, thing groups and billing groups. */
export const registryName = { type: 'string', min: 1, max: 128, pattern: '[a-zA-Z0-9:_-]+' } as const;
export const thingName = registryName;
export const thingGroupName = registryName;
export const thingGroupId = { type: 'string', min: 1, max: 128, pattern: '[a-zA-Z0-9\\-]+' } as const;

export const jobId = { type: 'string', min: 1, max: 64, pattern: '[a-zA-Z0-9_-]+' } as const;
export const namespaceId = { type: 'string', pattern: '[a-zA-Z0-9_-]+' } as const;
export const anyArn = { type: 'string', min: 1, max: 1600, pattern: 'arn:[!-~]+' } as const;
export const roleArn = { type: 'string', min: 20, max: 2048 } as const;

/** Free text of jobs and executions; no control characters. */
export const jobText = { type: 'string', max: 2028, pattern: '[^\\p{C}]+' } as const;
/** Free text of the registry; printable ASCII. */
export const registryText = { type: 'string', max: 2028, pattern: '[\\p{Graph}\\x20]*' } as const;

export const maxResults = { type: 'integer', min: 1, max: 250 } as const;
export const nextToken = { type: 'string' } as const;

export const tagKey = { type: 'string', min: 1, max: 128, pattern: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)' } as const;
export const tagValue = { type: 'string', min: 0, max: 256 } as const;
export const tagList = {
  type: 'list',
  of: { type: 'structure', members: { Key: { shape: tagKey, required: true }, Value: { shape: tagValue } } },
} as const;
