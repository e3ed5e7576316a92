/**
 * Decides whether all checks of a request pass, and which resource was refused first if not
 * (docs/service/identity.md#permission-before-existence).
 */
import { type CompiledStatement, evaluate, type PolicyDecision } from '../policy-language/evaluate.ts';
import { evaluateEach } from '../policy-language/evaluate-each.ts';
import type { Check } from './resources.ts';

/** The values of a condition key for a request about one resource; undefined if it has none. */
export type ContextOf = (resource: string) => (key: string) => readonly string[] | undefined;

export interface Refused {
  readonly action: string;
  readonly resource: string;
  readonly isExplicit: boolean;
}

/** The first refusal, in the order of the checks and their resources; undefined if everything is allowed. */
export function firstRefused(
  statements: readonly CompiledStatement[],
  checks: readonly Check[],
  contextOf: ContextOf,
): Refused | undefined {
  for (const check of checks) {
    const refused = refusedBy(statements, check, contextOf);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function refusedBy(
  statements: readonly CompiledStatement[],
  { actions, ofEach, optional, required }: Check,
  contextOf: ContextOf,
): Refused | undefined {
  const decide = (resource: string): PolicyDecision =>
    (ofEach ? evaluateEach : evaluate)(statements, { actions, resource, context: contextOf(resource) });
  const refusal = (resource: string, { outcome }: PolicyDecision): Refused => ({
    action: actions[0],
    resource,
    isExplicit: outcome === 'explicit deny',
  });
  for (const resource of required) {
    const decision = decide(resource);
    if (decision.outcome !== 'allow') return refusal(resource, decision);
  }
  const decisions = optional.map((resource) => ({ resource, decision: decide(resource) }));
  const denied = decisions.find(({ decision }) => decision.outcome === 'explicit deny');
  if (denied !== undefined) return refusal(denied.resource, denied.decision);
  const [first] = decisions;
  // Where there are required resources, the optional ones can only deny.
  if (first === undefined || required.length > 0) return undefined;
  if (decisions.some(({ decision }) => decision.outcome === 'allow')) return undefined;
  return refusal(first.resource, first.decision);
}
