import { defineOperation } from '../../operation.ts';
import { authorities } from './shapes.ts';

export const rotateServerAuthority = defineOperation({
  name: 'RotateServerAuthority',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/authorities/rotate',
  sentence: 'Lets a new certificate authority sign; clients that trust the present one go on to trust the server.',
  input: {},
  output: authorities,
  errors: ['InvalidRequestException'],
  resources: ['*'],
});
