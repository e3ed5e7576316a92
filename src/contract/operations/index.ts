/** Every operation that is served, by AWS's name. The compiler asks for a handler of each (`operations/index.ts`). */

import { accountOperations } from './account/index.ts';
import { billingGroupOperations } from './billing-group/index.ts';
import { caCertificateOperations } from './ca-certificate/index.ts';
import { certificateOperations } from './certificate/index.ts';
import { policyOperations } from './device-policy/index.ts';
import { dynamicThingGroupOperations } from './dynamic-thing-group/index.ts';
import { indexOperations } from './fleet-index/index.ts';
import { jobOperations } from './job/index.ts';
import { jobExecutionOperations } from './job-execution/index.ts';
import { jobTemplateOperations } from './job-template/index.ts';
import { packageOperations } from './package/index.ts';
import { principalOperations } from './principal/index.ts';
import { tagOperations } from './tag/index.ts';
import { thingOperations } from './thing/index.ts';
import { thingGroupOperations } from './thing-group/index.ts';
import { thingTypeOperations } from './thing-type/index.ts';

export { deviceOperations } from './device/index.ts';

export const controlPlaneOperations = {
  ...jobOperations,
  ...jobExecutionOperations,
  ...jobTemplateOperations,
  ...packageOperations,
  ...certificateOperations,
  ...caCertificateOperations,
  ...principalOperations,
  ...policyOperations,
  ...tagOperations,
  ...accountOperations,
  ...billingGroupOperations,
  ...thingOperations,
  ...thingGroupOperations,
  ...thingTypeOperations,
  ...dynamicThingGroupOperations,
  ...indexOperations,
} as const;

export type ControlPlaneOperations = typeof controlPlaneOperations;
