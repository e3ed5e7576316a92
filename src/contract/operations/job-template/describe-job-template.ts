import { defineOperation } from '../../operation.ts';
import { anyArn, jobText, timestamp } from '../../shapes/common.ts';
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

export const describeJobTemplate = defineOperation({
  name: 'DescribeJobTemplate',
  service: 'iot',
  method: 'GET',
  path: '/job-templates/{jobTemplateId}',
  sentence: 'Describes a job template.',
  input: {
    jobTemplateId: { shape: jobTemplateId, in: 'path', required: true },
  },
  output: {
    jobTemplateArn: { shape: anyArn },
    jobTemplateId: { shape: jobTemplateId },
    description: { shape: jobText },
    documentSource: { shape: jobDocumentSource },
    document: { shape: jobDocument },
    createdAt: { shape: timestamp },
    presignedUrlConfig: { shape: presignedUrlConfig },
    jobExecutionsRolloutConfig: { shape: jobExecutionsRolloutConfig },
    abortConfig: { shape: abortConfig },
    timeoutConfig: { shape: timeoutConfig },
    jobExecutionsRetryConfig: { shape: jobExecutionsRetryConfig },
    maintenanceWindows: { shape: maintenanceWindows },
    destinationPackageVersions: { shape: destinationPackageVersions },
  },
  errors: ['InvalidRequestException', 'ResourceNotFoundException', 'ThrottlingException', 'InternalFailureException'],
  resources: ['jobtemplate/{jobTemplateId}'],
});
