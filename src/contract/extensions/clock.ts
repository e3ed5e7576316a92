/** Our own operations on the clock of the server, beside the surface of the original service. */
import { defineOperation } from '../operation.ts';
import { timestamp } from '../shapes/common.ts';

const present = {
  /** `wall` or `virtual`. */
  mode: { shape: { type: 'string' } },
  /** The present, in seconds since the epoch. */
  now: { shape: timestamp },
  /** The same in ISO 8601. */
  iso: { shape: { type: 'string' } },
} as const;

export const getClock = defineOperation({
  name: 'GetClock',
  service: 'iot',
  method: 'GET',
  path: '/x/clock',
  sentence: 'Says what time it is for the server, and whether that time is virtual.',
  input: {},
  output: present,
  errors: [],
  resources: ['*'],
});

export const advanceClock = defineOperation({
  name: 'AdvanceClock',
  service: 'iot',
  method: 'POST',
  path: '/x/clock/advance',
  sentence: 'Moves a virtual clock forward and answers when everything that fell due on the way is done.',
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
