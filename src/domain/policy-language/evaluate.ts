/**
 * Decides by policies whether a request is allowed: a matching Deny wins, then a matching Allow, otherwise the answer
 * is no (docs/service/identity.md#how-a-policy-decides).
 */

import { type CompiledCondition, type ContextLookup, compileCondition } from './condition.ts';
import { compileGlob, type Glob, matchesGlob, type VariableLookup } from './pattern.ts';
import type { PatternSet, PolicyDocument, PolicyStatement } from './policy-document.ts';
import { compileResource, matchesResource, type ResourcePattern } from './resource.ts';

/** Identifies a statement for people. */
export interface StatementName {
  readonly policyName: string;
  /** Its `Sid`, or its position in the document, counted from 0. */
  readonly statement: string | number;
}

/** A statement of a named policy, ready to be evaluated any number of times. */
export interface CompiledStatement {
  readonly name: StatementName;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: { readonly negated: boolean; readonly globs: readonly Glob[] };
  readonly resources: { readonly negated: boolean; readonly patterns: readonly ResourcePattern[] };
  readonly conditions: readonly CompiledCondition[];
}

export interface PolicyRequest {
  /** All names of the action; a statement that names one of them covers it. */
  readonly actions: readonly string[];
  /** An ARN, or `*` for an action without resource. */
  readonly resource: string;
  /**
   * Looks up the values of a condition key, for conditions and variables; called only where a statement needs them,
   * with the key as the policy writes it. Only a key with exactly one value can be inserted as a variable.
   */
  readonly context: ContextLookup;
  /**
   * Whether a value may be inserted for a variable of a resource; if absent, all may. `grants` is true if a match
   * allows more.
   */
  readonly mayInsert?: (key: string, value: string, grants: boolean) => boolean;
}

export type PolicyDecision =
  | { readonly outcome: 'allow'; readonly by: StatementName }
  | { readonly outcome: 'explicit deny'; readonly by: StatementName }
  /** No statement allows it. */
  | { readonly outcome: 'implicit deny' };

const implicitDeny: PolicyDecision = { outcome: 'implicit deny' };

/** Prepares the statements of a policy. */
export function compilePolicy(policyName: string, { statements }: PolicyDocument): readonly CompiledStatement[] {
  return statements.map((statement, index) => compileStatement(policyName, statement, index));
}

/** The statements that cover an action, by any of its names. No other statement decides about it. */
export function statementsAbout(
  statements: readonly CompiledStatement[],
  actions: readonly string[],
): readonly CompiledStatement[] {
  const names = actions.map((action) => action.toLowerCase());
  return statements.filter(({ actions: { globs, negated } }) => {
    return globs.some((glob) => names.some((name) => matchesGlob(glob, name))) !== negated;
  });
}

/** The decision. The order of the statements only matters for which of several is named. */
export function evaluate(statements: readonly CompiledStatement[], request: PolicyRequest): PolicyDecision {
  return decideBy(statementsAbout(statements, request.actions), request);
}

/** The decision by statements that are known to cover the action. */
export function decideBy(named: readonly CompiledStatement[], request: PolicyRequest): PolicyDecision {
  const denial = named.find((statement) => statement.effect === 'Deny' && applies(statement, request));
  if (denial !== undefined) return { outcome: 'explicit deny', by: denial.name };
  const grant = named.find((statement) => statement.effect === 'Allow' && applies(statement, request));
  return grant === undefined ? implicitDeny : { outcome: 'allow', by: grant.name };
}

function applies({ effect, resources, conditions }: CompiledStatement, request: PolicyRequest): boolean {
  const { patterns, negated } = resources;
  const grants = (effect === 'Allow') !== negated;
  const inserted = variables(request, (key, value) => request.mayInsert?.(key, value, grants) ?? true);
  if (patterns.some((pattern) => matchesResource(pattern, request.resource, grants, inserted)) === negated)
    return false;
  const plain = variables(request, () => true);
  return conditions.every(({ key, holds }) => holds(request.context(key), plain));
}

function variables({ context }: PolicyRequest, mayInsert: (key: string, value: string) => boolean): VariableLookup {
  return (name) => {
    const values = context(name);
    const [value] = values ?? [];
    return value !== undefined && values?.length === 1 && mayInsert(name, value) ? value : undefined;
  };
}

function compileStatement(policyName: string, statement: PolicyStatement, index: number): CompiledStatement {
  const { sid, effect, action, resource, conditions } = statement;
  return {
    name: { policyName, statement: sid ?? index },
    effect,
    actions: { negated: action.negated, globs: globsOf(action) },
    resources: { negated: resource.negated, patterns: resource.patterns.map(compileResource) },
    conditions: conditions.map(compileCondition),
  };
}

/** Actions are compared without regard to case. */
function globsOf({ patterns }: PatternSet): readonly Glob[] {
  return patterns.map((pattern) => compileGlob(pattern.toLowerCase()));
}
