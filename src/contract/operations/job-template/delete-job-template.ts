import { defineOperation } from '../../operation.ts';
import { jobTemplateId } from '../../shapes/job-template.ts';

export const deleteJobTemplate = defineOperation({
  name: 'DeleteJobTemplate',
  service: 'iot',
  method: 'DELETE',
  path: '/job-templates/{jobTemplateId}',
  sentence: 'Deletes a job template; jobs that were made from it stay as they are.',
  input: {
    jobTemplateId: { shape: jobTemplateId, in: 'path', required: true },
  },
  errors: ['InvalidRequestException', 'ResourceNotFoundException', 'ThrottlingException', 'InternalFailureException'],
  resources: ['jobtemplate/{jobTemplateId}'],
});
