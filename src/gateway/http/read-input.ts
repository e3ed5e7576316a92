/** Collects the raw values of an operation's input from path, query, headers and body (docs/service/jobs.md#routes). */
import { invalidRequest } from '../../contract/errors.ts';
import type { OperationContract } from '../../contract/operation.ts';
import { readJsonObject } from '../json.ts';
import type { GatewayRequest } from './request.ts';
import { pathMembers } from './router.ts';

/** Where an operation's input comes from; computed once per operation. */
interface Sources {
  readonly path: readonly string[];
  readonly query: readonly { readonly member: string; readonly name: string }[];
  readonly header: readonly { readonly member: string; readonly name: string }[];
  readonly hasBody: boolean;
}

const sourcesByOperation = new WeakMap<OperationContract, Sources>();

/**
 * The raw values by member name, ready for validation. A body is only looked at if the operation has members in it;
 * those of path, query and headers never come from there. Throws SerializationException for a body that is no JSON
 * object.
 */
export function readInput(
  operation: OperationContract,
  request: GatewayRequest,
  pathValues: readonly string[],
): Readonly<Record<string, unknown>> {
  const sources = sourcesOf(operation);
  const raw: Record<string, unknown> = sources.hasBody ? { ...readJsonObject(request.body) } : {};
  for (const { member, name } of sources.query) {
    const value = request.queryParameters.get(name);
    raw[member] = value === undefined ? undefined : decoded(value);
  }
  for (const { member, name } of sources.header) raw[member] = request.headers[name];
  sources.path.forEach((member, index) => {
    raw[member] = decoded(pathValues[index] ?? '');
  });
  return raw;
}

function sourcesOf(operation: OperationContract): Sources {
  const known = sourcesByOperation.get(operation);
  if (known !== undefined) return known;
  const members = Object.entries(operation.input);
  const named = (place: 'query' | 'header') =>
    members
      .filter(([, member]) => member.in === place)
      .map(([name, member]) => ({ member: name, name: member.name ?? name }));
  const sources: Sources = {
    path: pathMembers(operation.path),
    query: named('query'),
    header: named('header').map(({ member, name }) => ({ member, name: name.toLowerCase() })),
    hasBody: members.some(([, member]) => member.in === undefined),
  };
  sourcesByOperation.set(operation, sources);
  return sources;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw invalidRequest('The path or the query holds a malformed percent-encoding');
  }
}
