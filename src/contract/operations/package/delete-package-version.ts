import { defineOperation } from '../../operation.ts';
import { clientToken, packageName, versionName } from '../../shapes/package.ts';

export const deletePackageVersion = defineOperation({
  name: 'DeletePackageVersion',
  service: 'iot',
  method: 'DELETE',
  path: '/packages/{packageName}/versions/{versionName}',
  sentence: 'Deletes a version of a software package.',
  input: {
    packageName: { shape: packageName, in: 'path', required: true },
    versionName: { shape: versionName, in: 'path', required: true },
    clientToken: { shape: clientToken, in: 'query', idempotencyToken: true },
  },
  output: {},
  errors: ['ThrottlingException', 'InternalServerException', 'ValidationException'],
  resources: ['package/{packageName}', 'package/{packageName}/version/{versionName}'],
});
