import { documentedRolloutRatePerMinute } from '../contract/shapes/job.ts';

/**
 * The documented quotas, each one a setting (docs/service/limits.md#shapes-and-quotas): of jobs
 * (docs/service/limits.md#quotas-of-jobs), of policies (docs/service/limits.md#sizes-of-policies) and of the registry.
 */
export interface Quotas {
  readonly targetsPerJob: number;
  readonly activeSnapshotJobs: number;
  readonly activeContinuousJobs: number;
  readonly concurrentJobs: number;
  readonly jobsInDeletion: number;
  readonly jobTemplates: number;
  readonly packageVersionsPerJob: number;
  /** Presigned URLs count too. */
  readonly substitutionsPerDocument: number;
  /** Executions per minute and job; null lifts the ceiling. */
  readonly rolloutRatePerMinute: number | null;
  readonly thingAttributesWithoutType: number;
  readonly thingAttributesWithType: number;
  readonly thingAttributesBytes: number;
  readonly searchableAttributesPerType: number;
  readonly minutesFromDeprecationToDeletion: number;
  readonly groupsPerThing: number;
  readonly childGroups: number;
  readonly groupHierarchyDepth: number;
  readonly attributesPerGroup: number;
  readonly dynamicThingGroups: number;
  readonly termsPerQuery: number;
  readonly termsPerDynamicGroupQuery: number;
  readonly tagsPerResource: number;
  readonly policyVersions: number;
  readonly policyDocumentCharacters: number;
  readonly policiesPerTarget: number;
}

export const documentedQuotas: Quotas = {
  targetsPerJob: 100,
  activeSnapshotJobs: 100_000,
  activeContinuousJobs: 100_000,
  concurrentJobs: 500,
  jobsInDeletion: 10,
  jobTemplates: 100,
  packageVersionsPerJob: 25,
  substitutionsPerDocument: 10,
  rolloutRatePerMinute: documentedRolloutRatePerMinute,
  thingAttributesWithoutType: 3,
  thingAttributesWithType: 50,
  thingAttributesBytes: 47 * 1024,
  searchableAttributesPerType: 3,
  minutesFromDeprecationToDeletion: 5,
  groupsPerThing: 10,
  childGroups: 100,
  groupHierarchyDepth: 7,
  attributesPerGroup: 50,
  dynamicThingGroups: 100,
  termsPerQuery: 12,
  termsPerDynamicGroupQuery: 5,
  tagsPerResource: 50,
  policyVersions: 5,
  policyDocumentCharacters: 2048,
  policiesPerTarget: 10,
};
