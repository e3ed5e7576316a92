/** YAML 1.2 as values: the safe subset, with `!!binary` as the only tag, and numbers as they were written. */

import { isAlias, isMap, isScalar, isSeq, type Node, type ParsedNode, parseDocument, type Scalar } from 'yaml';
import { numberOf } from '../written-number.ts';
import { DEEPEST } from './deepest.ts';

export class YamlError extends Error {
  override readonly name = 'YamlError';
}

/** How many nodes aliases may stand for, so that a small text cannot fill the memory. */
const MOST_NODES = 100_000;

/** Throws a YamlError. */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    customTags: (tags) => [...tags, 'binary'],
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw new YamlError(problem.message, { cause: problem });
  let nodes = 0;
  const read = (node: Node | null, depth: number): unknown => {
    nodes += 1;
    if (depth > DEEPEST || nodes > MOST_NODES) throw new YamlError('The document is too large.');
    if (node === null) return null;
    if (isAlias(node)) return read(node.resolve(document) ?? null, depth + 1);
    if (isSeq<ParsedNode>(node)) return node.items.map((item) => read(item, depth + 1));
    if (isMap<Node, Node | null>(node)) {
      return Object.fromEntries(node.items.map(({ key, value }) => [keyOf(key), read(value, depth + 1)]));
    }
    return isScalar(node) ? scalarOf(node) : null;
  };
  return read(document.contents, 0);
}

function scalarOf({ source, value }: Scalar): unknown {
  if (typeof value !== 'number') return value;
  return source !== undefined && /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(source) ? numberOf(source) : value;
}

function keyOf(key: Node): string {
  if (isScalar(key)) return String(key.value);
  throw new YamlError('A key is no plain text.');
}
