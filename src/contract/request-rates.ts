/**
 * How many requests a second the original service takes of each operation, per account and Region
 * (docs/service/limits.md#rates-of-the-control-plane).
 */
import type { ControlPlaneOperations, deviceOperations } from './operations/index.ts';

/** Of every operation of the control plane that is not listed below. */
export const OTHER_REQUESTS_PER_SECOND = 10;

export const requestsPerSecond = {
  CreateThing: 100,
  UpdateThing: 100,
  DeleteThing: 100,
  DescribeThing: 350,
  AttachThingPrincipal: 100,
  DetachThingPrincipal: 100,
  ListThingPrincipals: 20,
  CreateThingType: 15,
  DeleteThingType: 15,
  DeprecateThingType: 15,
  DescribeThingType: 100,
  UpdateThingType: 15,
  CreateThingGroup: 25,
  DescribeThingGroup: 100,
  UpdateThingGroup: 15,
  DeleteThingGroup: 15,
  AddThingToThingGroup: 100,
  RemoveThingFromThingGroup: 100,
  ListThingsInThingGroup: 25,
  ListThingGroupsForThing: 100,
  CreateDynamicThingGroup: 5,
  UpdateDynamicThingGroup: 5,
  DeleteDynamicThingGroup: 5,
  CreateBillingGroup: 25,
  DescribeBillingGroup: 100,
  UpdateBillingGroup: 15,
  DeleteBillingGroup: 15,
  AddThingToBillingGroup: 60,
  RemoveThingFromBillingGroup: 30,
  ListThingsInBillingGroup: 25,
  SearchIndex: 15,
  ListIndices: 5,
  GetIndexingConfiguration: 20,
  UpdateIndexingConfiguration: 1,
} as const satisfies Partial<Record<keyof ControlPlaneOperations, number>>;

/** Operations of the device API share a rate in pairs. */
export const deviceRequestsPerSecond = 200;
export const deviceRateGroups = {
  DescribeJobExecution: 'reading',
  GetPendingJobExecutions: 'reading',
  StartNextPendingJobExecution: 'changing',
  UpdateJobExecution: 'changing',
} as const satisfies Record<keyof typeof deviceOperations, string>;
