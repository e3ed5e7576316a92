import { evaluate } from '../../../domain/policy-language/evaluate.ts';
import { findOperator } from '../../../store/operator/operator.ts';
import { namedOperator, operatorNotFound } from '../../operator/operators.ts';
import type { ExtensionHandler } from '../context.ts';

/** What the policies of an operator say to one action on one resource, and which statement decides. */
export const simulateOperatorPolicies: ExtensionHandler<'SimulateOperatorPolicies'> = async (
  { database, operators },
  { action, context = {}, resource = '*', ...named },
) => {
  const operator = namedOperator(named);
  if ((await findOperator(database, operator)) === undefined) throw operatorNotFound(operator);
  const { statements } = await operators.policiesOf(operator);
  // Of a user some keys are always the same; what is given goes before.
  const known = operator.kind === 'user' ? { 'aws:username': operator.name, 'aws:PrincipalType': 'User' } : {};
  const given = new Map(Object.entries({ ...known, ...context }).map(([key, value]) => [key.toLowerCase(), [value]]));
  const decision = evaluate(statements, {
    actions: [action],
    resource,
    context: (key) => given.get(key.toLowerCase()),
  });
  if (decision.outcome === 'implicit deny') return { decision: decision.outcome };
  const { policyName, statement } = decision.by;
  return { decision: decision.outcome, policyName, statement: String(statement) };
};
