/** Buffers a request's body up to a limit. */
import type { Readable } from 'node:stream';
import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import type { HttpLimits } from './limits.ts';

/**
 * The whole body. One that is too large is RequestEntityTooLargeException, 413: it is told before anybody's identity is known,
 * since identity needs the body, so it is no judgement on the request's content. What exceeds the limit is read on for a while
 * and thrown away; a sender that is cut off in the middle would never see the answer.
 */
export function readBody(stream: Readable, limits: Pick<HttpLimits, 'bodyBytes' | 'discardedBytes'>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      new ServiceError('RequestEntityTooLargeException', `The body is larger than ${limits.bodyBytes} bytes`);
    const chunks: Buffer[] = [];
    let received = 0;
    stream.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received <= limits.bodyBytes) {
        chunks.push(chunk);
      } else {
        chunks.length = 0;
        if (received > limits.bodyBytes + limits.discardedBytes) reject(tooLarge());
      }
    });
    stream.on('end', () => (received > limits.bodyBytes ? reject(tooLarge()) : resolve(Buffer.concat(chunks))));
    stream.on('error', () => reject(invalidRequest('The body ended before it was whole')));
  });
}
