import { defineOperation } from '../../operation.ts';
import { string, timestamp } from '../../shapes/common.ts';
import { packageDescription, packageName, versionName } from '../../shapes/package.ts';

export const getPackage = defineOperation({
  name: 'GetPackage',
  service: 'iot',
  method: 'GET',
  path: '/packages/{packageName}',
  sentence: 'Describes a software package.',
  input: {
    packageName: { shape: packageName, in: 'path', required: true },
  },
  output: {
    packageName: { shape: packageName },
    packageArn: { shape: string },
    description: { shape: packageDescription },
    defaultVersionName: { shape: versionName },
    creationDate: { shape: timestamp },
    lastModifiedDate: { shape: timestamp },
  },
  errors: ['ThrottlingException', 'InternalServerException', 'ValidationException', 'ResourceNotFoundException'],
  resources: ['package/{packageName}'],
});
