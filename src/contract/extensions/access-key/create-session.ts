import { defineOperation } from '../../operation.ts';
import { newAccessKey, operatorName, policyDocument, sessionName } from '../../shapes/operator.ts';

export const createSession = defineOperation({
  name: 'CreateSession',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/roles/{roleName}/sessions',
  sentence: 'Makes temporary credentials for a role and shows them, this once.',
  input: {
    roleName: { shape: operatorName, required: true, in: 'path' },
    sessionName: { shape: sessionName },
    durationSeconds: { shape: { type: 'integer', min: 1, max: 129_600 } },
    /** What the session may do at most: it may do what this and the policies of the role allow. */
    sessionPolicy: { shape: policyDocument },
  },
  output: newAccessKey,
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'InternalFailureException',
    'LimitExceededException',
    'MalformedPolicyException',
  ],
  resources: ['role/{roleName}'],
});
