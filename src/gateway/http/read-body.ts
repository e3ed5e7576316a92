/** Buffers a request's body up to a limit. */
import type { Readable } from 'node:stream';
import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import type { HttpLimits } from './limits.ts';

/** What callers are told who come when there is no room; SDKs try again a little later. */
export const noRoom = () => new ServiceError('ServiceUnavailableException', 'Too many requests are under way');

/**
 * The whole body. One that is too large is RequestEntityTooLargeException, 413: it is told before anybody's identity is known,
 * since identity needs the body, so it is no judgement on the request's content. What exceeds the limit is read on for a while
 * and thrown away; a sender that is cut off in the middle would never see the answer. So is a body that `mayKeep` has no room
 * for, which is ServiceUnavailableException.
 */
export function readBody(
  stream: Readable,
  limits: Pick<HttpLimits, 'bodyBytes' | 'discardedBytes'>,
  mayKeep: (bytes: number) => boolean = () => true,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      new ServiceError('RequestEntityTooLargeException', `The body is larger than ${limits.bodyBytes} bytes`);
    const chunks: Buffer[] = [];
    let received = 0;
    let refused: ServiceError | undefined;
    stream.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > limits.bodyBytes) refused = tooLarge();
      else if (refused === undefined && !mayKeep(chunk.length)) refused = noRoom();
      if (refused === undefined) chunks.push(chunk);
      else chunks.length = 0;
      if (refused !== undefined && received > limits.bodyBytes + limits.discardedBytes) reject(refused);
    });
    stream.on('end', () => (refused === undefined ? resolve(Buffer.concat(chunks)) : reject(refused)));
    stream.on('error', () => reject(invalidRequest('The body ended before it was whole')));
  });
}
