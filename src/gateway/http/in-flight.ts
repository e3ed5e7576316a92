/** What requests that are under way may hold together, so that many of them do not fill the memory: places, and their bodies. */
import type { IncomingMessage } from 'node:http';
import { sharedLimit } from '../../lib/shared-limit.ts';
import { networkOf } from '../network.ts';
import type { HttpLimits } from './limits.ts';

/** A request from its headers to the end of its answer. */
export interface RequestUnderWay {
  /** Whether so much more of its body may be kept. */
  mayKeep(bytes: number): boolean;
  /** Gives back the place and the memory, once. */
  end(): void;
}

export interface InFlight {
  /** Takes a place for a request; undefined if there is none left for all or for its address. */
  begin(message: IncomingMessage): RequestUnderWay | undefined;
  /** Of a request that has begun. */
  of(message: IncomingMessage): RequestUnderWay | undefined;
}

type InFlightLimits = Pick<
  HttpLimits,
  'requestsInFlight' | 'requestsInFlightPerAddress' | 'bodiesBytes' | 'bodiesBytesPerAddress'
>;

export function inFlight(limits: InFlightLimits): InFlight {
  const requests = sharedLimit({ each: limits.requestsInFlightPerAddress, all: limits.requestsInFlight });
  const bodies = sharedLimit({ each: limits.bodiesBytesPerAddress, all: limits.bodiesBytes });
  const underWay = new WeakMap<IncomingMessage, RequestUnderWay>();

  return {
    begin(message) {
      const network = networkOf(message.socket.remoteAddress);
      const place = requests.take(network);
      const body = bodies.take(network, 0);
      if (place === undefined || body === undefined) return undefined;
      const request: RequestUnderWay = {
        mayKeep: body.grow,
        end() {
          place.release();
          body.release();
        },
      };
      underWay.set(message, request);
      return request;
    },
    of: (message) => underWay.get(message),
  };
}
