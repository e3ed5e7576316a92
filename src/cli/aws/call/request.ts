/** Makes an HTTP request of an operation's input, by the places that the contract names. */
import type { OperationContract } from '../../../contract/operation.ts';
import type { Shape } from '../../../contract/shape.ts';
import { writeJson } from '../values/json.ts';

export interface WireRequest {
  readonly method: string;
  /** Path and query as they are sent. */
  readonly path: string;
  readonly query: string;
  /** Further headers, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** The input has passed the validation. */
export function buildRequest(operation: OperationContract, input: Readonly<Record<string, unknown>>): WireRequest {
  const query: string[] = [];
  const headers: Record<string, string> = {};
  const body: Record<string, unknown> = {};
  let path = operation.path;
  for (const [key, value] of Object.entries(input)) {
    const member = operation.input[key];
    if (member === undefined) continue;
    const name = member.name ?? key;
    if (member.in === 'path') path = path.replace(`{${key}}`, encoded(textOf(value)));
    else if (member.in === 'query') query.push(...queryParts(name, value));
    else if (member.in === 'header') headers[name.toLowerCase()] = textOf(value);
    else body[name] = onTheWire(member.shape, value);
  }
  const hasBody = Object.keys(body).length > 0;
  if (hasBody) headers['content-type'] = 'application/json';
  return {
    method: operation.method,
    path,
    query: query.join('&'),
    headers,
    body: hasBody ? Buffer.from(writeJson(body)) : undefined,
  };
}

function queryParts(name: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map((item) => `${encoded(name)}=${encoded(textOf(item))}`);
  return [`${encoded(name)}=${encoded(textOf(value))}`];
}

/** Timestamps are given as text or seconds and travel as seconds. */
function onTheWire(shape: Shape, value: unknown): unknown {
  if (shape.type === 'timestamp' && typeof value === 'string' && !/^[\d.]+$/.test(value))
    return Date.parse(value) / 1_000;
  return shape.type === 'timestamp' ? Number(value) : value;
}

function textOf(value: unknown): string {
  return String(value);
}

/** Everything but unreserved characters is percent-encoded (docs/service/command-line.md#how-calls-are-sent). */
function encoded(text: string): string {
  return Array.from(Buffer.from(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9\-_.~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
