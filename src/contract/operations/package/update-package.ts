import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { clientToken, packageDescription, packageName, versionName } from '../../shapes/package.ts';

export const updatePackage = defineOperation({
  name: 'UpdatePackage',
  service: 'iot',
  method: 'PATCH',
  path: '/packages/{packageName}',
  sentence: 'Changes the description or the default version of a software package.',
  input: {
    packageName: { shape: packageName, in: 'path', required: true },
    description: { shape: packageDescription },
    defaultVersionName: { shape: versionName },
    unsetDefaultVersion: { shape: boolean },
    clientToken: { shape: clientToken, in: 'query', idempotencyToken: true },
  },
  output: {},
  errors: [
    'ThrottlingException',
    'ConflictException',
    'InternalServerException',
    'ValidationException',
    'ResourceNotFoundException',
  ],
  resources: ['package/{packageName}'],
  optionalResources: ['package/{packageName}/version/{defaultVersionName}'],
  furtherPermissions: [{ action: 'GetIndexingConfiguration', resources: ['*'] }],
});
