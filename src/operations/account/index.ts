import type { accountOperations } from '../../contract/operations/account/index.ts';
import type { Handlers } from '../context.ts';
import { describeEndpoint } from './describe-endpoint.ts';
import { describeEventConfigurations } from './describe-event-configurations.ts';
import { updateEventConfigurations } from './update-event-configurations.ts';

/** What answers the account operations. */
export const accountHandlers: Handlers<typeof accountOperations> = {
  DescribeEndpoint: describeEndpoint,
  DescribeEventConfigurations: describeEventConfigurations,
  UpdateEventConfigurations: updateEventConfigurations,
};
