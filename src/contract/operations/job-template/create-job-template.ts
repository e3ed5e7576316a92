import { defineOperation } from '../../operation.ts';
import { anyArn, jobText, string, tagList } from '../../shapes/common.ts';
import {
  abortConfig,
  destinationPackageVersions,
  jobDocument,
  jobDocumentSource,
  jobExecutionsRetryConfig,
  jobExecutionsRolloutConfig,
  maintenanceWindows,
  presignedUrlConfig,
  timeoutConfig,
} from '../../shapes/job.ts';
import { jobTemplateId } from '../../shapes/job-template.ts';

export const createJobTemplate = defineOperation({
  name: 'CreateJobTemplate',
  service: 'iot',
  method: 'PUT',
  path: '/job-templates/{jobTemplateId}',
  sentence: 'Creates a template for jobs from a document or from a job.',
  input: {
    jobTemplateId: { shape: jobTemplateId, in: 'path', required: true },
    jobArn: { shape: string },
    documentSource: { shape: jobDocumentSource },
    document: { shape: jobDocument },
    description: { shape: jobText, required: true },
    presignedUrlConfig: { shape: presignedUrlConfig },
    jobExecutionsRolloutConfig: { shape: jobExecutionsRolloutConfig },
    abortConfig: { shape: abortConfig },
    timeoutConfig: { shape: timeoutConfig },
    tags: { shape: tagList },
    jobExecutionsRetryConfig: { shape: jobExecutionsRetryConfig },
    maintenanceWindows: { shape: maintenanceWindows },
    destinationPackageVersions: { shape: destinationPackageVersions },
  },
  output: {
    jobTemplateArn: { shape: anyArn },
    jobTemplateId: { shape: jobTemplateId },
  },
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'ConflictException',
    'LimitExceededException',
    'ThrottlingException',
    'InternalFailureException',
  ],
  resources: ['jobtemplate/{jobTemplateId}', '{jobArn}', '{destinationPackageVersions}'],
  furtherPermissions: [
    { action: 'DescribeJob', resources: ['{jobArn}'] },
    { action: 'GetJobDocument', resources: ['{jobArn}'] },
  ],
});
