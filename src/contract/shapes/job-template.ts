/** The shapes of job templates, our own and the managed ones (docs/service/templates-and-packages.md#job-templates). */
import { anyArn, boolean, jobId, jobText, string, timestamp } from './common.ts';

export const jobTemplateId = jobId;
export const templateName = { type: 'string', min: 1, max: 64 } as const;
export const templateVersion = { type: 'string', pattern: '[1-9]+.[0-9]+' } as const;
const plainText = { type: 'string', pattern: '[^\\p{C}]+' } as const;
export const environments = { type: 'list', of: plainText, itemName: 'Environment' } as const;

export const jobTemplateSummary = {
  type: 'structure',
  members: {
    jobTemplateArn: { shape: anyArn },
    jobTemplateId: { shape: jobTemplateId },
    description: { shape: jobText },
    createdAt: { shape: timestamp },
  },
} as const;

export const managedJobTemplateSummary = {
  type: 'structure',
  members: {
    templateArn: { shape: anyArn },
    templateName: { shape: templateName },
    description: { shape: jobText },
    environments: { shape: environments },
    templateVersion: { shape: templateVersion },
  },
} as const;

/** What a job of a managed template must or may give as `documentParameters`. */
export const documentParameter = {
  type: 'structure',
  members: {
    key: { shape: { type: 'string', min: 1, max: 128, pattern: '[a-zA-Z0-9_-]+' } },
    description: { shape: jobText },
    regex: { shape: string },
    example: { shape: plainText },
    optional: { shape: boolean },
  },
} as const;
