import { defineOperation } from '../../operation.ts';
import { string } from '../../shapes/common.ts';
import { clientToken, packageDescription, packageName, tagMap } from '../../shapes/package.ts';

export const createPackage = defineOperation({
  name: 'CreatePackage',
  service: 'iot',
  method: 'PUT',
  path: '/packages/{packageName}',
  sentence: 'Creates a software package.',
  input: {
    packageName: { shape: packageName, in: 'path', required: true },
    description: { shape: packageDescription },
    tags: { shape: tagMap },
    clientToken: { shape: clientToken, in: 'query', idempotencyToken: true },
  },
  output: {
    packageName: { shape: packageName },
    packageArn: { shape: string },
    description: { shape: packageDescription },
  },
  errors: [
    'ThrottlingException',
    'ConflictException',
    'InternalServerException',
    'ValidationException',
    'ServiceQuotaExceededException',
  ],
  resources: ['package/{packageName}'],
  furtherPermissions: [{ action: 'GetIndexingConfiguration', resources: ['*'] }],
});
