import { defineOperation } from '../../operation.ts';
import { jobId, long, thingName } from '../../shapes/common.ts';
import { jobExecution } from '../../shapes/job.ts';

export const describeJobExecution = defineOperation({
  name: 'DescribeJobExecution',
  service: 'iot',
  method: 'GET',
  path: '/things/{thingName}/jobs/{jobId}',
  sentence: 'Describes an execution of a job on a thing, the latest one unless a number is given.',
  input: {
    jobId: { shape: jobId, in: 'path', required: true },
    thingName: { shape: thingName, in: 'path', required: true },
    executionNumber: { shape: long, in: 'query' },
  },
  output: {
    execution: { shape: jobExecution },
  },
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'ThrottlingException',
    'ServiceUnavailableException',
  ],
  resources: [],
  optionalResources: ['job/{jobId}', 'thing/{thingName}'],
});
