/** Writes bytes as they come, no faster than the client reads, until either side has had enough. */
import type { ServerResponse } from 'node:http';
import type { ByteSource } from '../body.ts';
import type { HttpLimits } from '../limits.ts';
import { HEARTBEAT } from './event-bytes.ts';
import type { StreamPlace } from './open-streams.ts';

export interface StreamedAnswer {
  readonly source: ByteSource;
  readonly place: StreamPlace;
  /** What was read of the source already. */
  readonly first: IteratorResult<Uint8Array> | undefined;
  /** To be told at the end: of the error if the source failed. */
  readonly ended: (error?: unknown) => void;
}

type StreamLimits = Pick<HttpLimits, 'streamLifeMs' | 'stalledReaderMs' | 'heartbeatMs'>;

/** What is written at a time, so that a slow reader is told from one that does not read. */
const PIECE_BYTES = 64 * 1024;

/**
 * Writes a stream whose head has been given to the response but not sent. Resolves when the source has ended; never rejects. A
 * file that does not come to its end is cut off, so that nobody takes a part of it for the whole; events just end.
 */
export async function writeStream(
  response: ServerResponse,
  answer: StreamedAnswer,
  limits: StreamLimits,
): Promise<void> {
  const { ended, place, source } = answer;
  const life = setTimeout(() => place.abort('too long'), limits.streamLifeMs).unref();
  const heartbeat = heart(response, source, limits);
  let failure: { readonly error: unknown } | undefined;
  try {
    response.flushHeaders();
    if (response.req.method !== 'HEAD') await copy(response, answer, heartbeat, limits);
  } catch (error) {
    // What fails because nobody is there any more is no failure.
    if (!place.signal.aborted) failure = { error };
  } finally {
    clearTimeout(life);
    heartbeat.stop();
  }
  const isWhole = failure === undefined && !place.signal.aborted;
  if (place.signal.reason === 'stalled') response.destroy();
  else if (isWhole || source.kind === 'event stream') response.end();
  else response.socket?.destroySoon();
  // A source keeps its place for as long as it holds anything.
  await Promise.resolve(source.bytes.return?.()).catch(() => undefined);
  place.end();
  ended(failure?.error);
}

async function copy(
  response: ServerResponse,
  { first, place, source }: StreamedAnswer,
  heartbeat: Heart,
  limits: StreamLimits,
): Promise<void> {
  const { signal } = place;
  let written = 0;
  let next = first ?? (await unlessAborted(source.bytes.next(), signal));
  while (next !== undefined && next.done !== true) {
    written += next.value.length;
    if (written > (source.length ?? written))
      throw new Error(`The file is larger than the ${source.length} bytes it said.`);
    for (let at = 0; at < next.value.length && !signal.aborted; at += PIECE_BYTES) {
      heartbeat.beat();
      if (response.write(next.value.subarray(at, at + PIECE_BYTES))) continue;
      if (!(await isDrained(response, signal, limits.stalledReaderMs))) place.abort('stalled');
    }
    if (signal.aborted) return;
    next = await unlessAborted(source.bytes.next(), signal);
  }
  if (!signal.aborted && written < (source.length ?? 0)) {
    throw new Error(`The file has ${written} bytes instead of ${source.length}.`);
  }
}

/** Undefined as soon as the signal aborts, whatever becomes of the promise. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const give = () => resolve(undefined);
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}

/** Whether the reader took what waits for it, in time; true as well when nobody is to read any more. */
function isDrained(response: ServerResponse, signal: AbortSignal, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isInTime: boolean) => {
      clearTimeout(timer);
      response.off('drain', yes);
      signal.removeEventListener('abort', yes);
      resolve(isInTime);
    };
    const yes = () => settle(true);
    const timer = setTimeout(() => settle(false), limitMs);
    response.once('drain', yes);
    signal.addEventListener('abort', yes);
    if (signal.aborted) yes();
  });
}

interface Heart {
  /** Something is written, so nothing else needs to be for a while. */
  beat(): void;
  stop(): void;
}

/** Keeps proxies and clients from taking a stream of events for dead that has nothing to tell. */
function heart(response: ServerResponse, { kind }: ByteSource, { heartbeatMs }: StreamLimits): Heart {
  if (kind === 'file') return { beat: () => undefined, stop: () => undefined };
  const timer = setInterval(() => {
    if (!response.writableNeedDrain) response.write(HEARTBEAT);
  }, heartbeatMs).unref();
  return { beat: () => timer.refresh(), stop: () => clearInterval(timer) };
}
