import { defineOperation } from '../../operation.ts';
import { present } from './shapes.ts';

export const advanceClock = defineOperation({
  name: 'AdvanceClock',
  service: 'iot',
  method: 'POST',
  path: '/x/clock/advance',
  sentence: 'Moves a virtual clock forward and answers when everything that fell due on the way is done.',
  unsigned: 'on a virtual clock of this machine',
  input: {
    /** By how many seconds, fractions allowed. */
    seconds: { shape: { type: 'double', min: 0 } },
    /** Until which instant, in ISO 8601. */
    until: { shape: { type: 'string', max: 64 } },
  },
  output: present,
  errors: ['InvalidRequestException'],
  resources: ['*'],
});
