import { describeJobReach } from './describe-job-reach.ts';

/** The operations under `/x/` that explain jobs. */
export const jobExtensions = {
  DescribeJobReach: describeJobReach,
} as const;
