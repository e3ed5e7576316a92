import { defineOperation } from '../../operation.ts';
import { anyArn, string } from '../../shapes/common.ts';
import {
  clientToken,
  packageDescription,
  packageName,
  packageRecipe,
  packageVersionArtifact,
  packageVersionAttributes,
  packageVersionStatus,
  tagMap,
  versionName,
} from '../../shapes/package.ts';

export const createPackageVersion = defineOperation({
  name: 'CreatePackageVersion',
  service: 'iot',
  method: 'PUT',
  path: '/packages/{packageName}/versions/{versionName}',
  sentence: 'Creates a version of a software package, as a draft.',
  input: {
    packageName: { shape: packageName, in: 'path', required: true },
    versionName: { shape: versionName, in: 'path', required: true },
    description: { shape: packageDescription },
    attributes: { shape: packageVersionAttributes },
    artifact: { shape: packageVersionArtifact },
    recipe: { shape: packageRecipe },
    tags: { shape: tagMap },
    clientToken: { shape: clientToken, in: 'query', idempotencyToken: true },
  },
  output: {
    packageVersionArn: { shape: anyArn },
    packageName: { shape: packageName },
    versionName: { shape: versionName },
    description: { shape: packageDescription },
    attributes: { shape: packageVersionAttributes },
    status: { shape: packageVersionStatus },
    errorReason: { shape: string },
  },
  errors: [
    'ThrottlingException',
    'ConflictException',
    'InternalServerException',
    'ValidationException',
    'ServiceQuotaExceededException',
  ],
  resources: ['package/{packageName}', 'package/{packageName}/version/{versionName}'],
  furtherPermissions: [{ action: 'GetIndexingConfiguration', resources: ['*'] }],
});
