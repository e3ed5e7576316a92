import { defineOperation } from '../../operation.ts';
import { authorities } from './shapes.ts';

export const listServerAuthorities = defineOperation({
  name: 'ListServerAuthorities',
  service: 'iot',
  method: 'GET',
  path: '/x/admin/authorities',
  sentence: 'Lists the certificate authorities by which clients trust this server.',
  input: {},
  output: authorities,
  errors: [],
  resources: ['*'],
});
