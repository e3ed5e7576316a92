/** Reads the error of an answer: which one it is, and what it says (docs/service/command-line.md#forms-of-errors). */
import { isJsonObject, type Json, parseJson } from '../values/json.ts';
import type { Answer } from './transport.ts';

export interface ReadError {
  readonly code: string;
  readonly message: string;
  /** The other members of the body. */
  readonly members: Readonly<Record<string, Json>>;
}

/** The code is that of the header, or of the body, or else the status. */
export function readError({ body, headers, status }: Answer): ReadError {
  const parsed = parsedBody(body);
  const named = headers['x-amzn-errortype'] ?? parsed?.['code'] ?? parsed?.['__type'];
  const code = typeof named === 'string' ? named : String(status);
  const message = parsed === undefined ? body : (parsed['message'] ?? parsed['Message'] ?? '');
  const { __type, code: ignored, ...members } = parsed ?? {};
  return {
    code: code.replace(/:.*$/s, '').replace(/^.*#/s, ''),
    message: typeof message === 'string' ? message : '',
    members,
  };
}

function parsedBody(body: string): Readonly<Record<string, Json>> | undefined {
  if (body === '') return {};
  try {
    const value = parseJson(body);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // A proxy's page, for example: its text is the message.
    return undefined;
  }
}
