import { defineOperation } from '../../operation.ts';
import { operatorDescription, operatorName } from '../../shapes/operator.ts';

export const createRole = defineOperation({
  name: 'CreateRole',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/roles/{roleName}',
  sentence: 'Makes a role, for which temporary keys can be made.',
  input: { roleName: { shape: operatorName, required: true, in: 'path' } },
  output: operatorDescription.members,
  errors: ['InvalidRequestException', 'ResourceAlreadyExistsException', 'InternalFailureException'],
  resources: ['role/{roleName}'],
});
