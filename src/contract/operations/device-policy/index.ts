import { attachPolicy } from './attach-policy.ts';
import { attachPrincipalPolicy } from './attach-principal-policy.ts';
import { createPolicy } from './create-policy.ts';
import { createPolicyVersion } from './create-policy-version.ts';
import { deletePolicy } from './delete-policy.ts';
import { deletePolicyVersion } from './delete-policy-version.ts';
import { detachPolicy } from './detach-policy.ts';
import { detachPrincipalPolicy } from './detach-principal-policy.ts';
import { getEffectivePolicies } from './get-effective-policies.ts';
import { getPolicy } from './get-policy.ts';
import { getPolicyVersion } from './get-policy-version.ts';
import { listAttachedPolicies } from './list-attached-policies.ts';
import { listPolicies } from './list-policies.ts';
import { listPolicyPrincipals } from './list-policy-principals.ts';
import { listPolicyVersions } from './list-policy-versions.ts';
import { listPrincipalPolicies } from './list-principal-policies.ts';
import { listTargetsForPolicy } from './list-targets-for-policy.ts';
import { setDefaultPolicyVersion } from './set-default-policy-version.ts';
import { testAuthorization } from './test-authorization.ts';

/** The operations on device policies, by AWS's name. */
export const policyOperations = {
  AttachPolicy: attachPolicy,
  AttachPrincipalPolicy: attachPrincipalPolicy,
  CreatePolicy: createPolicy,
  CreatePolicyVersion: createPolicyVersion,
  DeletePolicy: deletePolicy,
  DeletePolicyVersion: deletePolicyVersion,
  DetachPolicy: detachPolicy,
  DetachPrincipalPolicy: detachPrincipalPolicy,
  GetEffectivePolicies: getEffectivePolicies,
  GetPolicy: getPolicy,
  GetPolicyVersion: getPolicyVersion,
  ListAttachedPolicies: listAttachedPolicies,
  ListPolicies: listPolicies,
  ListPolicyPrincipals: listPolicyPrincipals,
  ListPolicyVersions: listPolicyVersions,
  ListPrincipalPolicies: listPrincipalPolicies,
  ListTargetsForPolicy: listTargetsForPolicy,
  SetDefaultPolicyVersion: setDefaultPolicyVersion,
  TestAuthorization: testAuthorization,
} as const;
