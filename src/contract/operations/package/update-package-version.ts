import { defineOperation } from '../../operation.ts';
import {
  clientToken,
  packageDescription,
  packageName,
  packageRecipe,
  packageVersionArtifact,
  packageVersionAttributes,
  versionName,
} from '../../shapes/package.ts';

export const updatePackageVersion = defineOperation({
  name: 'UpdatePackageVersion',
  service: 'iot',
  method: 'PATCH',
  path: '/packages/{packageName}/versions/{versionName}',
  sentence: 'Changes, publishes or deprecates a version of a software package.',
  input: {
    packageName: { shape: packageName, in: 'path', required: true },
    versionName: { shape: versionName, in: 'path', required: true },
    description: { shape: packageDescription },
    attributes: { shape: packageVersionAttributes },
    artifact: { shape: packageVersionArtifact },
    action: { shape: { type: 'string', enum: ['PUBLISH', 'DEPRECATE'] } },
    recipe: { shape: packageRecipe },
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
  resources: ['package/{packageName}', 'package/{packageName}/version/{versionName}'],
  furtherPermissions: [{ action: 'GetIndexingConfiguration', resources: ['*'] }],
});
