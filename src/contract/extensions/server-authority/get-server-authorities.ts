import { defineOperation } from '../../operation.ts';

export const getServerAuthorities = defineOperation({
  name: 'GetServerAuthorities',
  service: 'iot',
  method: 'GET',
  path: '/x/ca.pem',
  sentence: 'Gives the certificates by which devices should trust this server, the one that signs first.',
  unsigned: 'always',
  input: {},
  answers: { kind: 'text', mediaType: 'application/x-pem-file' },
  errors: [],
  resources: ['*'],
});
