import type { jobExtensions } from '../../../contract/extensions/job/index.ts';
import type { ExtensionHandlers } from '../context.ts';
import { describeJobReach } from './describe-job-reach.ts';

/** What the operations under `/x/` that explain jobs do. */
export const jobExtensionHandlers: ExtensionHandlers<typeof jobExtensions> = {
  DescribeJobReach: describeJobReach,
};
