import { defineOperation } from '../../operation.ts';
import { boolean, jobId, long, thingName } from '../../shapes/common.ts';
import { detailsMap } from '../../shapes/job.ts';

export const cancelJobExecution = defineOperation({
  name: 'CancelJobExecution',
  service: 'iot',
  method: 'PUT',
  path: '/things/{thingName}/jobs/{jobId}/cancel',
  sentence: 'Cancels the latest execution of a job on a thing.',
  input: {
    jobId: { shape: jobId, in: 'path', required: true },
    thingName: { shape: thingName, in: 'path', required: true },
    force: { shape: boolean, in: 'query' },
    expectedVersion: { shape: long },
    statusDetails: { shape: detailsMap },
  },
  errors: [
    'InvalidRequestException',
    'InvalidStateTransitionException',
    'ResourceNotFoundException',
    'ThrottlingException',
    'ServiceUnavailableException',
    'VersionConflictException',
  ],
  resources: ['job/{jobId}', 'thing/{thingName}'],
});
