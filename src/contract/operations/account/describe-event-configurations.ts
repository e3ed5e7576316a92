import { defineOperation } from '../../operation.ts';
import { eventConfigurations } from '../../shapes/account.ts';
import { timestamp } from '../../shapes/common.ts';

export const describeEventConfigurations = defineOperation({
  name: 'DescribeEventConfigurations',
  service: 'iot',
  method: 'GET',
  path: '/event-configurations',
  sentence: 'Tells which kinds of events are published.',
  input: {},
  output: {
    eventConfigurations: { shape: eventConfigurations },
    creationDate: { shape: timestamp },
    lastModifiedDate: { shape: timestamp },
  },
  errors: ['InternalFailureException', 'ThrottlingException'],
  resources: ['*'],
});
