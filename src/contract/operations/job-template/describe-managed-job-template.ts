import { defineOperation } from '../../operation.ts';
import { anyArn, jobText } from '../../shapes/common.ts';
import { jobDocument } from '../../shapes/job.ts';
import { documentParameter, environments, templateName, templateVersion } from '../../shapes/job-template.ts';

export const describeManagedJobTemplate = defineOperation({
  name: 'DescribeManagedJobTemplate',
  service: 'iot',
  method: 'GET',
  path: '/managed-job-templates/{templateName}',
  sentence: 'Describes a job template that comes with the server.',
  input: {
    templateName: { shape: templateName, in: 'path', required: true },
    templateVersion: { shape: templateVersion, in: 'query' },
  },
  output: {
    templateName: { shape: templateName },
    templateArn: { shape: anyArn },
    description: { shape: jobText },
    templateVersion: { shape: templateVersion },
    environments: { shape: environments },
    documentParameters: { shape: { type: 'list', of: documentParameter } },
    document: { shape: jobDocument },
  },
  errors: ['InvalidRequestException', 'ResourceNotFoundException', 'ThrottlingException', 'InternalServerException'],
  resources: ['jobtemplate/{templateName}'],
});
