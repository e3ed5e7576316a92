/**
 * `--query`: JMESPath over an answer. Written here and not taken from a package: the packages lose how numbers are
 * written, find nothing by `max_by` over strings and have error texts of their own
 * (docs/service/command-line.md#asking-with-a-query).
 */
import type { Value } from '../value.ts';
import { evaluate } from './evaluate.ts';
import { parseQuery } from './parse.ts';

export type Query = (value: Value) => Value;

/**
 * Throws a QuerySyntaxError; the query itself throws a QueryFunctionError where a function gets what it cannot take.
 */
export function compileQuery(expression: string): Query {
  const node = parseQuery(expression);
  return (value) => evaluate(node, value);
}
