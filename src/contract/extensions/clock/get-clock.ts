import { defineOperation } from '../../operation.ts';
import { present } from './shapes.ts';

export const getClock = defineOperation({
  name: 'GetClock',
  service: 'iot',
  method: 'GET',
  path: '/x/clock',
  sentence: 'Says what time it is for the server, and whether that time is virtual.',
  unsigned: 'on a virtual clock of this machine',
  input: {},
  output: present,
  errors: [],
  resources: ['*'],
});
