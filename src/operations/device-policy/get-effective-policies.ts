import { readEffectivePolicies, readPoliciesOfGroups } from '../../access/device-policies/effective-policies.ts';
import { invalidRequest } from '../../contract/errors.ts';
import { policyArn } from '../../domain/arn.ts';
import type { PolicyInForce } from '../../store/device-policy/device-permission.ts';
import { groupsOfThing } from '../../store/thing-group/thing-group-member.ts';
import type { Handler, OperationContext } from '../context.ts';
import { checkPrincipalExists, checkThingExists } from '../principal/existence.ts';

/**
 * What a connection with this certificate as this thing would be judged by
 * (docs/service/identity.md#asking-what-is-allowed).
 */
export const getEffectivePolicies: Handler<'GetEffectivePolicies'> = async (context, input) => {
  const { principal, thingName, cognitoIdentityPoolId } = input;
  if (cognitoIdentityPoolId !== undefined) throw invalidRequest('There are no Cognito identity pools here.');
  if (principal !== undefined) await checkPrincipalExists(context, principal);
  if (thingName !== undefined) await checkThingExists(context, thingName);
  const policies = await policiesOf(context, principal, thingName);
  return {
    effectivePolicies: policies.map(({ policyName, policyDocument }) => ({
      policyName,
      policyArn: policyArn(context.settings.account, policyName),
      policyDocument,
    })),
  };
};

async function policiesOf(
  context: OperationContext,
  principal: string | undefined,
  thingName: string | undefined,
): Promise<readonly PolicyInForce[]> {
  if (principal !== undefined) {
    return (await readEffectivePolicies(context, { principal, name: thingName ?? '' })).policies;
  }
  if (thingName === undefined) throw invalidRequest('Name a principal or a thing.');
  const groups = await groupsOfThing(context.database, thingName);
  const names = groups.flatMap(({ path }) => path.split('/')).filter((name) => name !== '');
  return readPoliciesOfGroups(context, [...new Set(names)]);
}
