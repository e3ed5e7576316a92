import { defineOperation } from '../../operation.ts';
import { anyArn, string, timestamp } from '../../shapes/common.ts';
import {
  packageDescription,
  packageName,
  packageRecipe,
  packageVersionArtifact,
  packageVersionAttributes,
  packageVersionStatus,
  versionName,
} from '../../shapes/package.ts';

export const getPackageVersion = defineOperation({
  name: 'GetPackageVersion',
  service: 'iot',
  method: 'GET',
  path: '/packages/{packageName}/versions/{versionName}',
  sentence: 'Describes a version of a software package.',
  input: {
    packageName: { shape: packageName, in: 'path', required: true },
    versionName: { shape: versionName, in: 'path', required: true },
  },
  output: {
    packageVersionArn: { shape: anyArn },
    packageName: { shape: packageName },
    versionName: { shape: versionName },
    description: { shape: packageDescription },
    attributes: { shape: packageVersionAttributes },
    artifact: { shape: packageVersionArtifact },
    status: { shape: packageVersionStatus },
    errorReason: { shape: string },
    creationDate: { shape: timestamp },
    lastModifiedDate: { shape: timestamp },
    recipe: { shape: packageRecipe },
  },
  errors: ['ThrottlingException', 'InternalServerException', 'ValidationException', 'ResourceNotFoundException'],
  resources: ['package/{packageName}', 'package/{packageName}/version/{versionName}'],
});
