/**
 * Decides whether something is allowed on each resource of a kind, for requests that reach resources that nobody has
 * named yet (docs/service/permissions.md#what-a-query-reaches). In doubt the answer is no.
 */
import {
  type CompiledStatement,
  decideBy,
  type PolicyDecision,
  type PolicyRequest,
  statementsAbout,
} from './evaluate.ts';
import { type Pattern, splitAtColons } from './pattern.ts';
import { compileResource, matchesResource, type ResourcePattern } from './resource.ts';

const COLONS = 5;
const everything = { negated: false, patterns: [compileResource('*')] } as const;
/**
 * Names that nothing has, of different lengths: a pattern that matches both stands for every name, and not only for
 * those of one length or with one beginning.
 */
const PROBES = ['\u0001', '\u0001'.repeat(200)];

/** `resource` is an ARN that ends in `*`. Allowed if all that begin so are allowed, and no statement denies one of them. */
export function evaluateEach(statements: readonly CompiledStatement[], request: PolicyRequest): PolicyDecision {
  const beginning = request.resource.slice(0, -1);
  const decisive = statementsAbout(statements, request.actions).flatMap((one) => forEach(one, beginning));
  const decisions = PROBES.map((name) => decideBy(decisive, { ...request, resource: beginning + name }));
  const allowed = decisions.every(({ outcome }) => outcome === 'allow');
  return decisions.find(({ outcome }) => allowed || outcome !== 'allow') ?? { outcome: 'implicit deny' };
}

/** A denial of some counts as one of all; an allowance that leaves some out does not count. */
function forEach(statement: CompiledStatement, beginning: string): readonly CompiledStatement[] {
  const { effect, resources } = statement;
  const meetsSome = resources.patterns.some((pattern) => mayMatch(pattern, beginning));
  if (effect === 'Allow') return resources.negated && meetsSome ? [] : [statement];
  const isSpared = resources.negated
    ? resources.patterns.some((pattern) => matchesAll(pattern, beginning))
    : !meetsSome;
  return isSpared ? [] : [{ ...statement, resources: everything }];
}

function matchesAll(pattern: ResourcePattern, beginning: string): boolean {
  return PROBES.every((name) => matchesResource(pattern, beginning + name, true, () => undefined));
}

/** Whether a pattern could match something that begins so, as far as its parts go before their first wildcard. */
function mayMatch({ parts, whole }: ResourcePattern, beginning: string): boolean {
  if (parts === undefined) return agree(plainBeginning(whole), beginning);
  const given = splitAtColons(beginning, COLONS);
  return parts.every((part, index) => agree(plainBeginning(part), given[index] ?? ''));
}

function agree(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

function plainBeginning({ tokens }: Pattern): string {
  const end = tokens.findIndex(({ kind }) => kind !== 'text');
  const plain = end === -1 ? tokens : tokens.slice(0, end);
  return plain.map((token) => (token.kind === 'text' ? token.text : '')).join('');
}
