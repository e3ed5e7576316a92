/** The documented quotas, each one a setting (`limits.md` of the specification; README there, decision 6). */
export interface Quotas {
  readonly targetsPerJob: number;
  readonly activeSnapshotJobs: number;
  readonly activeContinuousJobs: number;
  readonly concurrentJobs: number;
  readonly jobsInDeletion: number;
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
  rolloutRatePerMinute: 1_000,
  thingAttributesWithoutType: 3,
  thingAttributesWithType: 50,
  thingAttributesBytes: 47 * 1024,
  searchableAttributesPerType: 3,
  minutesFromDeprecationToDeletion: 5,
  groupsPerThing: 10,
  childGroups: 100,
  groupHierarchyDepth: 7,
  attributesPerGroup: 50,
  tagsPerResource: 50,
  policyVersions: 5,
  policyDocumentCharacters: 2048,
  policiesPerTarget: 10,
};
