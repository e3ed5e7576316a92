import { defineOperation } from '../../operation.ts';
import { authorities } from './shapes.ts';

export const retireServerAuthorities = defineOperation({
  name: 'RetireServerAuthorities',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/authorities/retire',
  sentence: 'Ends the trust in all certificate authorities of this server but the one that signs.',
  input: {},
  output: authorities,
  errors: [],
  resources: ['*'],
});
