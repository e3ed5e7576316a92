import { policyArn } from '../../domain/arn.ts';
import { findPolicyWithDocument } from '../../store/device-policy/policy.ts';
import type { Handler } from '../context.ts';
import { policyNotFound } from '../not-found.ts';

export const getPolicy: Handler<'GetPolicy'> = async (context, { policyName }) => {
  const policy = await findPolicyWithDocument(context.database, policyName);
  if (policy === undefined) throw policyNotFound(policyName);
  return {
    policyName,
    policyArn: policyArn(context.settings.account, policyName),
    policyDocument: policy.policyDocument,
    defaultVersionId: String(policy.defaultVersionId),
    creationDate: policy.createdAt,
    lastModifiedDate: policy.modifiedAt,
    generationId: policy.generationId,
  };
};
