import { defineOperation } from '../../operation.ts';
import { clientToken, versionUpdateByJobsConfig } from '../../shapes/package.ts';

export const updatePackageConfiguration = defineOperation({
  name: 'UpdatePackageConfiguration',
  service: 'iot',
  method: 'PATCH',
  path: '/package-configuration',
  sentence: 'Sets whether jobs write down which package versions things have.',
  input: {
    versionUpdateByJobsConfig: { shape: versionUpdateByJobsConfig },
    clientToken: { shape: clientToken, in: 'query', idempotencyToken: true },
  },
  output: {},
  errors: ['ThrottlingException', 'ConflictException', 'InternalServerException', 'ValidationException'],
  resources: ['*'],
});
