/** Which answers are being streamed: how many a caller and all together may have, and how a stop ends them. */
import { ServiceError } from '../../../contract/errors.ts';
import { sharedLimit } from '../../../lib/shared-limit.ts';
import type { HttpLimits } from '../limits.ts';

/** Why a source is aborted. */
export type StreamEnd = 'gone' | 'stop' | 'too long' | 'stalled';

/** The place of one stream. */
export interface StreamPlace {
  /** Aborts, with a `StreamEnd` for its reason, when nobody is to read any more. */
  readonly signal: AbortSignal;
  abort(reason: StreamEnd): void;
  /** Gives the place back, once. */
  end(): void;
}

export interface OpenStreams {
  /**
   * Takes a place. ThrottlingException for a caller who has no more, ServiceUnavailableException if there is none for anybody,
   * or for events when the server stops.
   */
  begin(caller: string, kind: 'file' | 'event stream'): StreamPlace;
  /** Ends streams of events, which would go on for ever, and resolves when no stream is left, or after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

export function openStreams(limits: Pick<HttpLimits, 'streams' | 'streamsPerCaller'>): OpenStreams {
  const limit = sharedLimit({ each: limits.streamsPerCaller, all: limits.streams });
  const events = new Set<AbortController>();
  let isClosing = false;
  let onEmpty: () => void = () => undefined;

  return {
    begin(caller, kind) {
      const isRefused = isClosing && kind === 'event stream';
      const place = isRefused ? undefined : limit.take(caller);
      if (place === undefined) throw refusal(limit.heldBy(caller));
      const controller = new AbortController();
      if (kind === 'event stream') events.add(controller);
      return {
        signal: controller.signal,
        abort: (reason) => controller.abort(reason),
        end() {
          events.delete(controller);
          place.release();
          if (limit.held() === 0) onEmpty();
        },
      };
    },
    async close(graceMs) {
      isClosing = true;
      const empty = new Promise<void>((resolve) => {
        onEmpty = resolve;
        setTimeout(resolve, graceMs).unref();
      });
      for (const controller of [...events]) controller.abort('stop' satisfies StreamEnd);
      if (limit.held() > 0) await empty;
    },
  };

  function refusal(own: number): ServiceError {
    if (own < limits.streamsPerCaller) {
      return new ServiceError('ServiceUnavailableException', 'No further stream can be opened at the moment');
    }
    return new ServiceError('ThrottlingException', `You have ${own} streams open; close one before you open another`);
  }
}
