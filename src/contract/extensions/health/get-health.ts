import { defineOperation } from '../../operation.ts';

export const getHealth = defineOperation({
  name: 'GetHealth',
  service: 'iot',
  method: 'GET',
  path: '/x/health',
  sentence: 'Says whether the server can do its work.',
  unsigned: 'always',
  input: {},
  output: { status: { shape: { type: 'string' } } },
  errors: ['ServiceUnavailableException'],
  resources: ['*'],
});
