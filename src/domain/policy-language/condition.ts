/**
 * The conditions of a statement: operators, quantifiers, and what a missing key means
 * (docs/service/identity.md#conditions-in-policies).
 */

import { isInRange } from './ip-address.ts';
import {
  compilePattern,
  compileText,
  inLowerCase,
  matchesGlob,
  resolvePattern,
  splitAtColons,
  type VariableLookup,
} from './pattern.ts';
import type { PolicyCondition } from './policy-document.ts';

/** The values that a request has for a key; undefined if it has none. */
export type ContextLookup = (key: string) => readonly string[] | undefined;

export interface CompiledCondition {
  readonly key: string;
  holds(values: readonly string[] | undefined, variables: VariableLookup): boolean;
}

/** Compares a value of the request with one of the policy. */
type Match = (given: string, variables: VariableLookup) => boolean;

/** Prepares a condition; its operator was accepted when the document was read. */
export function compileCondition({ key, operator, quantifier, ifExists, values }: PolicyCondition): CompiledCondition {
  if (operator === 'Null') {
    const wantsNone = values.some((value) => value.toLowerCase() === 'true');
    const wantsSome = values.some((value) => value.toLowerCase() === 'false');
    return { key, holds: (given) => (isMissing(given) ? wantsNone : wantsSome) };
  }
  const isNegated = operator.includes('Not');
  const positive = operator.replace('Not', '');
  const matches = values.map((value) => comparison(positive, value));
  return {
    key,
    holds(given, variables) {
      if (isMissing(given)) return ifExists || quantifier === 'ForAllValues' || (isNegated && quantifier === undefined);
      const passes = (value: string) => matches.some((match) => match(value, variables)) !== isNegated;
      const needsAll = quantifier === 'ForAllValues' || (quantifier === undefined && isNegated);
      return needsAll ? given.every(passes) : given.some(passes);
    },
  };
}

function isMissing(given: readonly string[] | undefined): given is undefined | readonly [] {
  return given === undefined || given.length === 0;
}

function comparison(operator: string, value: string): Match {
  switch (operator) {
    case 'StringEquals':
      return equality(value);
    case 'StringEqualsIgnoreCase':
      return equalityWithoutCase(value);
    case 'StringLike':
      return likeness(value);
    // For ARNs, Equals and Like mean the same.
    case 'ArnEquals':
    case 'ArnLike':
      return arnLikeness(value);
    case 'Bool':
      return (given) => given.toLowerCase() === value.toLowerCase();
    case 'IpAddress':
      return (given) => isInRange(given, value);
    default:
      return operator.startsWith('Date')
        ? ordering(operator, value, parseDate)
        : ordering(operator, value, parseNumber);
  }
}

function equality(value: string): Match {
  const pattern = compileText(value);
  return (given, variables) => matchesGlob(resolvePattern(pattern, variables), given);
}

function equalityWithoutCase(value: string): Match {
  const pattern = inLowerCase(compileText(value));
  return (given, variables) => {
    const glob = resolvePattern(pattern, (name) => variables(name)?.toLowerCase());
    return matchesGlob(glob, given.toLowerCase());
  };
}

function likeness(value: string): Match {
  const pattern = compilePattern(value);
  return (given, variables) => matchesGlob(resolvePattern(pattern, variables), given);
}

/** Compares each of the six parts on its own, so that no `*` matches across a colon. */
function arnLikeness(value: string): Match {
  const patterns = splitAtColons(value, 5).map(compilePattern);
  return (given, variables) => {
    const parts = given.split(':');
    const six = [...parts.slice(0, 5), parts.slice(5).join(':')];
    return (
      parts.length >= 6 &&
      patterns.length === 6 &&
      patterns.every((pattern, index) => matchesGlob(resolvePattern(pattern, variables), six[index] ?? ''))
    );
  };
}

function ordering(operator: string, value: string, parse: (text: string) => number): Match {
  const limit = parse(value);
  const isRight = orders[operator.replace(/^(?:Numeric|Date)/, '')];
  return (given) => {
    const difference = parse(given) - limit;
    return isRight !== undefined && !Number.isNaN(difference) && isRight(difference);
  };
}

/** Judges by the difference between the request's value and the policy's. */
const orders: Readonly<Record<string, (difference: number) => boolean>> = {
  Equals: (difference) => difference === 0,
  LessThan: (difference) => difference < 0,
  LessThanEquals: (difference) => difference <= 0,
  GreaterThan: (difference) => difference > 0,
  GreaterThanEquals: (difference) => difference >= 0,
};

function parseNumber(text: string): number {
  return /^[+-]?\d{1,300}(?:\.\d{1,300})?$/.test(text) ? Number(text) : Number.NaN;
}

/** ISO 8601, or seconds since the epoch. */
function parseDate(text: string): number {
  if (/^\d{5,15}$/.test(text)) return Number(text) * 1000;
  return /^\d{4}(?:-|$)/.test(text) ? Date.parse(text) : Number.NaN;
}
