import { allowing, type ManagedPolicy } from './policy.ts';

export const administrator: ManagedPolicy = {
  policyName: 'administrator',
  description: 'Everything, users and their keys included',
  policyDocument: allowing(['*']),
};
