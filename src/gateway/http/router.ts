/** Finds endpoints by method and raw path; the table is derived from the contract. */
import { percentDecoded } from '../../lib/sigv4.ts';
import type { Endpoint } from './endpoint.ts';

export interface Found {
  /** One endpoint, or two where both services have the route (docs/service/jobs.md#routes). */
  readonly endpoints: readonly [Endpoint, ...Endpoint[]];
  /** The values of the path's members in their order, still percent-encoded. */
  readonly pathValues: readonly string[];
}

export type Router = (method: string, path: string) => Found | undefined;

interface Node {
  readonly literals: Map<string, Node>;
  member: Node | undefined;
  readonly endpoints: Map<string, [Endpoint, ...Endpoint[]]>;
}

/**
 * Makes the router for a table of endpoints. Segments are compared decoded, one by one, so that an encoded slash
 * belongs to a name; literal segments win over members where both lead to the method. An empty segment is an empty
 * name, which the validation refuses: skipping it, as signing does, would make another operation of it.
 */
export function createRouter(endpoints: readonly Endpoint[]): Router {
  const root = newNode();
  for (const endpoint of endpoints) {
    const leaf = segmentsOf(endpoint.operation.path).reduce(childFor, root);
    const { method } = endpoint.operation;
    const others = leaf.endpoints.get(method);
    leaf.endpoints.set(method, others ? [...others, endpoint] : [endpoint]);
  }
  return (method, path) => find(root, segmentsOf(path), 0, method, []);
}

/** The names of the members in a path, in their order. */
export function pathMembers(path: string): readonly string[] {
  return segmentsOf(path)
    .filter(isMember)
    .map((segment) => segment.slice(1, -1));
}

function find(
  node: Node,
  segments: readonly string[],
  depth: number,
  method: string,
  pathValues: readonly string[],
): Found | undefined {
  const segment = segments[depth];
  if (segment === undefined) {
    const endpoints = node.endpoints.get(method);
    return endpoints && { endpoints, pathValues };
  }
  const literal = node.literals.get(percentDecoded(segment));
  const found = literal && find(literal, segments, depth + 1, method, pathValues);
  if (found !== undefined || node.member === undefined) return found;
  return find(node.member, segments, depth + 1, method, [...pathValues, segment]);
}

function childFor(node: Node, segment: string): Node {
  const known = isMember(segment) ? node.member : node.literals.get(segment);
  const child = known ?? newNode();
  if (isMember(segment)) node.member = child;
  else node.literals.set(segment, child);
  return child;
}

function newNode(): Node {
  return { literals: new Map(), member: undefined, endpoints: new Map() };
}

function isMember(segment: string): boolean {
  return segment.startsWith('{');
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').slice(1);
}
