import { defineOperation } from '../../operation.ts';
import { accessKeyId } from '../../shapes/operator.ts';

export const deleteAccessKey = defineOperation({
  name: 'DeleteAccessKey',
  service: 'iot',
  method: 'DELETE',
  path: '/x/admin/keys/{accessKeyId}',
  sentence: 'Deletes an access key, which stops to work at once.',
  input: { accessKeyId: { shape: accessKeyId, required: true, in: 'path' } },
  output: {},
  errors: ['InvalidRequestException', 'ResourceNotFoundException', 'InternalFailureException'],
  resources: ['key/{accessKeyId}'],
});
