import { defineOperation } from '../../operation.ts';
import { versionUpdateByJobsConfig } from '../../shapes/package.ts';

export const getPackageConfiguration = defineOperation({
  name: 'GetPackageConfiguration',
  service: 'iot',
  method: 'GET',
  path: '/package-configuration',
  sentence: 'Shows whether jobs write down which package versions things have.',
  input: {},
  output: {
    versionUpdateByJobsConfig: { shape: versionUpdateByJobsConfig },
  },
  errors: ['ThrottlingException', 'InternalServerException'],
  resources: ['*'],
});
