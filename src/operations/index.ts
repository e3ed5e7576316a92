/** What answers each operation of the control plane; an operation of the contract without a handler does not compile. */
import type { ControlPlaneOperations } from '../contract/operations/index.ts';
import { accountHandlers } from './account/index.ts';
import { billingGroupHandlers } from './billing-group/index.ts';
import { caCertificateHandlers } from './ca-certificate/index.ts';
import { certificateHandlers } from './certificate/index.ts';
import type { Handler } from './context.ts';
import { policyHandlers } from './device-policy/index.ts';
import { dynamicThingGroupHandlers } from './dynamic-thing-group/index.ts';
import { indexHandlers } from './fleet-index/index.ts';
import { jobHandlers } from './job/index.ts';
import { jobExecutionHandlers } from './job-execution/index.ts';
import { jobTemplateHandlers } from './job-template/index.ts';
import { packageHandlers } from './package/index.ts';
import { principalHandlers } from './principal/index.ts';
import { tagHandlers } from './tag/index.ts';
import { thingHandlers } from './thing/index.ts';
import { thingGroupHandlers } from './thing-group/index.ts';
import { thingTypeHandlers } from './thing-type/index.ts';

export const operationHandlers: { readonly [K in keyof ControlPlaneOperations]: Handler<K> } = {
  ...accountHandlers,
  ...certificateHandlers,
  ...caCertificateHandlers,
  ...jobExecutionHandlers,
  ...jobHandlers,
  ...jobTemplateHandlers,
  ...packageHandlers,
  ...policyHandlers,
  ...principalHandlers,
  ...tagHandlers,
  ...thingHandlers,
  ...billingGroupHandlers,
  ...thingGroupHandlers,
  ...thingTypeHandlers,
  ...dynamicThingGroupHandlers,
  ...indexHandlers,
};
