/** Sends a signed request to a server on behalf of a command. */
import type { OperationContract } from '../contract/operation.ts';
import {
  ALGORITHM,
  canonicalRequest,
  deriveSigningKey,
  sha256Hex,
  sign,
  stringToSign,
  TERMINATOR,
} from '../lib/sigv4.ts';
import type { ReadyInformation } from '../server/ready-file.ts';
import { CommandFailure } from './command.ts';

const SIGNED_HEADERS = ['host', 'x-amz-date'];

/** The answer's JSON. A refusal is a CommandFailure with the server's own words; so is a server that does not answer. */
export async function sendSigned(
  server: ReadyInformation,
  method: OperationContract['method'],
  path: string,
  body?: Readonly<Record<string, unknown>>,
  query: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const url = new URL(path, server.endpoint);
  url.search = Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  const text = body === undefined ? '' : JSON.stringify(body);
  const dateTime = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = { date: dateTime.slice(0, 8), region: server.region, service: 'iot' };
  const rawHeaders = ['host', url.host, 'x-amz-date', dateTime];
  const request = {
    method,
    path: url.pathname,
    query: url.search.slice(1),
    rawHeaders,
    payloadHash: sha256Hex(Buffer.from(text)),
  };
  const toSign = stringToSign(dateTime, scope, canonicalRequest(request, SIGNED_HEADERS));
  const signature = sign(deriveSigningKey(server.secretAccessKey, scope), toSign).toString('hex');
  const credential = `${server.accessKeyId}/${scope.date}/${scope.region}/${scope.service}/${TERMINATOR}`;
  const response = await fetch(url, {
    method,
    headers: {
      'x-amz-date': dateTime,
      'content-type': 'application/json',
      authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${SIGNED_HEADERS.join(';')}, Signature=${signature}`,
    },
    ...(body === undefined ? {} : { body: text }),
  }).catch((error: Error) => {
    throw new CommandFailure(`${server.endpoint} does not answer: ${error.message}. Is the server running?`, {
      cause: error,
    });
  });
  // Our routes answer objects, those of refusals with a message.
  const answer = (await response.json()) as { readonly message?: string };
  if (!response.ok) throw new CommandFailure(answer.message ?? `${server.endpoint} answered ${response.status}.`);
  return answer;
}
