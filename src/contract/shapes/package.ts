/**
 * The shapes of software packages and their versions
 * (docs/service/templates-and-packages.md#packages-and-their-versions).
 */
import { boolean, roleArn, string, tagKey, tagValue, timestamp } from './common.ts';

export const packageName = { type: 'string', min: 1, max: 128, pattern: '[a-zA-Z0-9-_.]+' } as const;
export const versionName = { type: 'string', min: 1, max: 64, pattern: '[a-zA-Z0-9-_.]+' } as const;
export const packageDescription = { type: 'string', min: 0, max: 1024, pattern: '[^\\p{C}]+' } as const;
export const packageMaxResults = { type: 'integer', min: 1, max: 100 } as const;
export const packageVersionStatus = { type: 'string', enum: ['DRAFT', 'PUBLISHED', 'DEPRECATED'] } as const;
export const packageRecipe = { type: 'string', max: 3072 } as const;

/** A repetition with the same token and the same input gives the same result. */
export const clientToken = { type: 'string', min: 36, max: 64, pattern: '\\S{36,64}' } as const;

/** Tags of packages travel as one object instead of a list. */
export const tagMap = { type: 'map', min: 1, max: 50, key: tagKey, value: tagValue } as const;

export const packageVersionAttributes = {
  type: 'map',
  key: { type: 'string', min: 1, pattern: '[a-zA-Z0-9:_-]+' },
  value: { type: 'string', min: 1, pattern: '[^\\p{C}]+' },
} as const;

const atLeastOneCharacter = { type: 'string', min: 1 } as const;

/** Where in the object store the files of a version are. */
export const packageVersionArtifact = {
  type: 'structure',
  members: {
    s3Location: {
      shape: {
        type: 'structure',
        members: {
          bucket: { shape: atLeastOneCharacter },
          key: { shape: atLeastOneCharacter },
          version: { shape: string },
        },
      },
    },
  },
} as const;

export const packageSummary = {
  type: 'structure',
  members: {
    packageName: { shape: packageName },
    defaultVersionName: { shape: versionName },
    creationDate: { shape: timestamp },
    lastModifiedDate: { shape: timestamp },
  },
} as const;

export const packageVersionSummary = {
  type: 'structure',
  members: {
    packageName: { shape: packageName },
    versionName: { shape: versionName },
    status: { shape: packageVersionStatus },
    creationDate: { shape: timestamp },
    lastModifiedDate: { shape: timestamp },
  },
} as const;

export const versionUpdateByJobsConfig = {
  type: 'structure',
  members: { enabled: { shape: boolean }, roleArn: { shape: roleArn } },
} as const;
