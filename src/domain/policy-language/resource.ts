/**
 * Whether the `Resource` of a statement names the ARN that a request is about
 * (docs/service/identity.md#how-resources-match).
 */
import {
  compilePattern,
  matchesGlob,
  type Pattern,
  resolvePattern,
  splitAtColons,
  type VariableLookup,
} from './pattern.ts';

export interface ResourcePattern {
  readonly whole: Pattern;
  /** The six parts of an ARN; undefined if the pattern is not written as one, as `*` is not. */
  readonly parts: readonly Pattern[] | undefined;
}

const COLONS = 5;
/** Partition, Region and account: a policy may leave them empty to mean any. */
const OPTIONAL_PARTS: readonly number[] = [1, 3, 4];

export function compileResource(text: string): ResourcePattern {
  const split = splitAtColons(text, COLONS);
  if (split.length <= COLONS) return { whole: compilePattern(text), parts: undefined };
  const parts = split.map((part, index) => (part === '' && OPTIONAL_PARTS.includes(index) ? '*' : part));
  return { whole: compilePattern(parts.join(':')), parts: parts.map(compilePattern) };
}

/**
 * True if a pattern matches an ARN. Where a match grants something, the parts must match one by one: topics and names
 * may contain colons, and a client that chooses them must not make the `*` of an account reach into them. Where a match
 * takes something away, `*` reaches as far as it can.
 */
export function matchesResource(
  { whole, parts }: ResourcePattern,
  arn: string,
  grants: boolean,
  lookup: VariableLookup,
): boolean {
  if (parts === undefined || !grants) return matchesGlob(resolvePattern(whole, lookup), arn);
  const given = splitArn(arn);
  return parts.every((part, index) => matchesGlob(resolvePattern(part, lookup), given[index] ?? ''));
}

function splitArn(arn: string): string[] {
  const parts: string[] = [];
  let start = 0;
  while (parts.length < COLONS) {
    const colon = arn.indexOf(':', start);
    if (colon === -1) break;
    parts.push(arn.slice(start, colon));
    start = colon + 1;
  }
  return [...parts, arn.slice(start)];
}
