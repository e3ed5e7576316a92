import { defineOperation } from '../../operation.ts';
import { nextToken } from '../../shapes/common.ts';
import { packageMaxResults, packageName, packageVersionStatus, packageVersionSummary } from '../../shapes/package.ts';

export const listPackageVersions = defineOperation({
  name: 'ListPackageVersions',
  service: 'iot',
  method: 'GET',
  path: '/packages/{packageName}/versions',
  sentence: 'Lists the versions of a software package by name.',
  input: {
    packageName: { shape: packageName, in: 'path', required: true },
    status: { shape: packageVersionStatus, in: 'query' },
    maxResults: { shape: packageMaxResults, in: 'query' },
    nextToken: { shape: nextToken, in: 'query' },
  },
  output: {
    packageVersionSummaries: { shape: { type: 'list', of: packageVersionSummary } },
    nextToken: { shape: nextToken },
  },
  errors: ['ThrottlingException', 'InternalServerException', 'ValidationException'],
  resources: ['package/{packageName}'],
});
