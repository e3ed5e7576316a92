import { allowing, type ManagedPolicy } from './policy.ts';

export const readOnly: ManagedPolicy = {
  policyName: 'read-only',
  description: 'Look at everything but users and the audit log, and change nothing',
  policyDocument: allowing([
    'iot:Get*',
    'iot:List*',
    'iot:Describe*',
    'iot:SearchIndex',
    'iot:TestAuthorization',
    'iotjobsdata:Get*',
    'iotjobsdata:Describe*',
    'musterd:GetClock',
    'musterd:TestDevice',
    'musterd:DescribeJobReach',
  ]),
};
