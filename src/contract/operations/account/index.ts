import { describeEndpoint } from './describe-endpoint.ts';
import { describeEventConfigurations } from './describe-event-configurations.ts';
import { updateEventConfigurations } from './update-event-configurations.ts';

/** The operations on the account as a whole, by AWS's name. */
export const accountOperations = {
  DescribeEndpoint: describeEndpoint,
  DescribeEventConfigurations: describeEventConfigurations,
  UpdateEventConfigurations: updateEventConfigurations,
} as const;
