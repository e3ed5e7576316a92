/** Says in words why a device is refused something, and what is most likely wrong. */
import type { PolicyDecision } from '../../domain/policy-language/evaluate.ts';
import type { HeldPolicies } from './policy-holder.ts';

/** Names the statement that decided, or says that no statement allows the action. */
export function reasonOf(decision: PolicyDecision, { policyNames }: Pick<HeldPolicies, 'policyNames'>): string {
  if (decision.outcome !== 'implicit deny') {
    const { policyName, statement } = decision.by;
    const verb = decision.outcome === 'allow' ? 'allows' : 'denies';
    return `statement ${typeof statement === 'string' ? JSON.stringify(statement) : statement} of the policy ${policyName} ${verb} it`;
  }
  if (policyNames.length === 0) return 'no policy is attached to the certificate or to a group of its thing';
  return `no statement allows it of the ${policyNames.length === 1 ? 'policy' : 'policies'} ${policyNames.join(', ')}`;
}

/** What to look at first after a refused CONNECT; undefined if a statement denies it on purpose. */
export function hintOf(
  decision: PolicyDecision,
  held: Pick<HeldPolicies, 'policyNames' | 'thing'>,
  clientId: string,
): string | undefined {
  if (decision.outcome !== 'implicit deny') return undefined;
  if (held.policyNames.length === 0) return 'attach a policy to the certificate (AttachPolicy)';
  if (held.thing !== undefined) return undefined;
  return (
    `the certificate is not attached to a thing ${JSON.stringify(clientId)} (AttachThingPrincipal), so the variables of ` +
    'things, such as ${iot:Connection.Thing.ThingName}, have no value'
  );
}
