/** Buffers a request's body up to a limit. */
import type { IncomingMessage } from 'node:http';
import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import { GatheredBytes } from '../../lib/gathered-bytes.ts';
import type { HttpLimits } from './limits.ts';

/** What callers are told who come when there is no room; SDKs try again a little later. */
export const noRoom = () => new ServiceError('ServiceUnavailableException', 'Too many requests are under way');

const tooManyPieces = (most: number) =>
  new ServiceError('RequestEntityTooLargeException', `The body comes in more than ${most} pieces; send larger chunks`);

/**
 * The whole body. One that is too large is RequestEntityTooLargeException, 413: it is told before anybody's identity is known,
 * since identity needs the body, so it is no judgement on the request's content. What exceeds the limit is read on for a while
 * and thrown away; a sender that is cut off in the middle would never see the answer. So is a body that `mayKeep` has no room
 * for, which is ServiceUnavailableException. One that comes in too many pieces is told so at once, as each of them costs time.
 */
export function readBody(
  stream: Pick<IncomingMessage, 'headers' | 'on'>,
  limits: Pick<HttpLimits, 'bodyBytes' | 'bodyPieces' | 'discardedBytes'>,
  mayKeep: (bytes: number) => boolean = () => true,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      new ServiceError('RequestEntityTooLargeException', `The body is larger than ${limits.bodyBytes} bytes`);
    const announced = Number(stream.headers['content-length'] ?? Infinity);
    const body = new GatheredBytes(Math.min(announced, limits.bodyBytes));
    let received = 0;
    let pieces = 0;
    let refused: ServiceError | undefined;
    stream.on('data', (piece: Buffer) => {
      received += piece.length;
      pieces += 1;
      if (pieces > limits.bodyPieces) reject(tooManyPieces(limits.bodyPieces));
      if (received > limits.bodyBytes) refused = tooLarge();
      else if (refused === undefined && !mayKeep(body.capacityWith(piece.length) - body.capacity)) refused = noRoom();
      if (refused === undefined) body.push(piece);
      else body.take();
      if (refused !== undefined && received > limits.bodyBytes + limits.discardedBytes) reject(refused);
    });
    stream.on('end', () => (refused === undefined ? resolve(body.take()) : reject(refused)));
    stream.on('error', () => reject(invalidRequest('The body ended before it was whole')));
  });
}
