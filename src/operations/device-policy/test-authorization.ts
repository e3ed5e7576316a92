import { compileInForce, namesIn, readEffectivePolicies } from '../../access/device-policies/effective-policies.ts';
import { invalidRequest } from '../../contract/errors.ts';
import type { InputOf, OutputOf } from '../../contract/operation.ts';
import type { testAuthorization as contract } from '../../contract/operations/device-policy/test-authorization.ts';
import { policyArn } from '../../domain/arn.ts';
import { connectionContext } from '../../domain/policy-language/connection-context.ts';
import { type MqttAction, mqttRequestOn } from '../../domain/policy-language/device-request.ts';
import { type CompiledStatement, evaluate } from '../../domain/policy-language/evaluate.ts';
import { certificateIdOfPrincipal } from '../../domain/principal.ts';
import { findCertificate } from '../../store/certificate/certificate.ts';
import { findPoliciesInForce, type PolicyInForce } from '../../store/device-policy/device-permission.ts';
import type { Handler, OperationContext } from '../context.ts';
import { policyNotFound, principalNotFound } from '../not-found.ts';

type AuthInfo = InputOf<typeof contract>['authInfos'][number];
type AuthResult = NonNullable<OutputOf<typeof contract>['authResults']>[number];

const actions: Readonly<Record<string, MqttAction>> = {
  CONNECT: 'iot:Connect',
  PUBLISH: 'iot:Publish',
  RECEIVE: 'iot:Receive',
  SUBSCRIBE: 'iot:Subscribe',
};

/**
 * Decides as the device gateway would, with policies more or less (docs/service/identity.md#asking-what-is-allowed).
 * Nothing is known of an address.
 */
export const testAuthorization: Handler<'TestAuthorization'> = async (context, input) => {
  const { principal, clientId, authInfos, policyNamesToAdd = [], policyNamesToSkip = [] } = input;
  if (input.cognitoIdentityPoolId !== undefined) throw invalidRequest('There are no Cognito identity pools here.');
  if (principal === undefined) throw invalidRequest('Name a principal.');
  const certificateId = certificateIdOfPrincipal(context.settings.account, principal);
  const certificate = certificateId && (await findCertificate(context.database, certificateId));
  if (!certificate) throw principalNotFound(principal);
  const { thing, policies } = await readEffectivePolicies(context, { principal, name: clientId ?? '' });
  const counted = policies.filter(({ policyName }) => !policyNamesToSkip.includes(policyName));
  const added = await readAdded(context, policyNamesToAdd);
  const compiled = new Map([...counted, ...added].map((policy) => [policy.policyName, compileInForce(policy)]));
  const lookup = connectionContext({
    certificateId: certificate.certificateId,
    certificateNames: namesIn(certificate.certificatePem),
    clientId,
    thing: thing ?? null,
    connectAttributes: [],
  });
  return { authResults: authInfos.map((authInfo) => resultOf(context, compiled, authInfo, lookup)) };
};

async function readAdded({ database }: OperationContext, names: readonly string[]): Promise<readonly PolicyInForce[]> {
  const policies = await findPoliciesInForce(database, names);
  const missing = names.find((name) => !policies.some(({ policyName }) => policyName === name));
  if (missing !== undefined) throw policyNotFound(missing);
  return policies;
}

/** All resources of one question together: one that is denied denies them all, and each must be allowed. */
function resultOf(
  { settings }: OperationContext,
  compiled: ReadonlyMap<string, readonly CompiledStatement[]>,
  authInfo: AuthInfo,
  lookup: (key: string) => readonly string[] | undefined,
): AuthResult {
  const action = actions[authInfo.actionType ?? ''];
  if (action === undefined) throw invalidRequest('Each of authInfos needs an actionType.');
  if (authInfo.resources.length === 0) throw invalidRequest('Each of authInfos needs a resource.');
  const missing = new Set<string>();
  const context = (key: string) => {
    const values = lookup(key);
    if (values === undefined) missing.add(key);
    return values;
  };
  const requests = authInfo.resources.map((resource) => mqttRequestOn(action, resource, context));
  const all = [...compiled.values()].flat();
  const outcomes = requests.map((request) => evaluate(all, request).outcome);
  const saying = (outcome: 'allow' | 'explicit deny') => {
    const says = (own: readonly CompiledStatement[]) =>
      requests.some((request) => evaluate(own, request).outcome === outcome);
    return { policies: [...compiled].filter(([, own]) => says(own)).map(([policyName]) => summary(policyName)) };
  };
  const summary = (policyName: string) => ({ policyName, policyArn: policyArn(settings.account, policyName) });
  const isDenied = outcomes.includes('explicit deny');
  const isUnmentioned = !isDenied && outcomes.includes('implicit deny');
  return {
    authInfo,
    allowed: saying('allow'),
    denied: {
      implicitDeny: { policies: isUnmentioned ? [...compiled.keys()].map(summary) : [] },
      explicitDeny: saying('explicit deny'),
    },
    authDecision: isDenied ? 'EXPLICIT_DENY' : isUnmentioned ? 'IMPLICIT_DENY' : 'ALLOWED',
    missingContextValues: [...missing],
  };
}
