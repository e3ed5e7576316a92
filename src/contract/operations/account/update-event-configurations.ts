import { defineOperation } from '../../operation.ts';
import { eventConfigurations } from '../../shapes/account.ts';

export const updateEventConfigurations = defineOperation({
  name: 'UpdateEventConfigurations',
  service: 'iot',
  method: 'PATCH',
  path: '/event-configurations',
  sentence: 'Switches kinds of events on and off; those not named stay as they are.',
  input: {
    eventConfigurations: { shape: eventConfigurations },
  },
  output: {},
  errors: ['InvalidRequestException', 'InternalFailureException', 'ThrottlingException'],
  resources: ['*'],
});
