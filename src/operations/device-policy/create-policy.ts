import { ServiceError } from '../../contract/errors.ts';
import { policyArn } from '../../domain/arn.ts';
import { parsePolicyDocument } from '../../domain/policy-language/policy-document.ts';
import { checkTags } from '../../domain/tags.ts';
import { insertPolicyWithVersion } from '../../store/device-policy/policy.ts';
import { putTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';

export const createPolicy: Handler<'CreatePolicy'> = async (context, { policyName, policyDocument, tags }) => {
  const { account, quotas } = context.settings;
  parsePolicyDocument(policyDocument, quotas.policyDocumentCharacters);
  const checkedTags = checkTags(tags ?? [], quotas.tagsPerResource);
  const arn = policyArn(account, policyName);
  await context.database.transaction(async (transaction) => {
    const policy = { policyName, createdAt: context.clock.now(), generationId: context.newId() };
    if (!(await insertPolicyWithVersion(transaction, policy, policyDocument))) {
      throw new ServiceError(
        'ResourceAlreadyExistsException',
        `Policy cannot be created - name already exists (name=${policyName})`,
        { resourceId: policyName, resourceArn: arn },
      );
    }
    await putTags(transaction, arn, checkedTags);
  });
  return { policyName, policyArn: arn, policyDocument, policyVersionId: '1' };
};
