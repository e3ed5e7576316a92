import { defineOperation } from '../../operation.ts';
import { clientToken, packageName } from '../../shapes/package.ts';

export const deletePackage = defineOperation({
  name: 'DeletePackage',
  service: 'iot',
  method: 'DELETE',
  path: '/packages/{packageName}',
  sentence: 'Deletes a software package that has no versions.',
  input: {
    packageName: { shape: packageName, in: 'path', required: true },
    clientToken: { shape: clientToken, in: 'query', idempotencyToken: true },
  },
  output: {},
  errors: ['ThrottlingException', 'InternalServerException', 'ValidationException'],
  resources: ['package/{packageName}'],
});
