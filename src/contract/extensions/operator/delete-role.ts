import { defineOperation } from '../../operation.ts';
import { operatorName } from '../../shapes/operator.ts';

export const deleteRole = defineOperation({
  name: 'DeleteRole',
  service: 'iot',
  method: 'DELETE',
  path: '/x/admin/roles/{roleName}',
  sentence: 'Deletes a role with all keys of its sessions, which stop to work at once.',
  input: { roleName: { shape: operatorName, required: true, in: 'path' } },
  output: {},
  errors: ['InvalidRequestException', 'ResourceNotFoundException', 'InternalFailureException'],
  resources: ['role/{roleName}'],
});
