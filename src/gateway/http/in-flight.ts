/** What requests that are under way may hold together, so that many of them do not fill the memory: places, and their bodies. */
import type { IncomingMessage } from 'node:http';
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

interface Held {
  requests: number;
  bytes: number;
}

type InFlightLimits = Pick<
  HttpLimits,
  'requestsInFlight' | 'requestsInFlightPerAddress' | 'bodiesBytes' | 'bodiesBytesPerAddress'
>;

export function inFlight(limits: InFlightLimits): InFlight {
  const all: Held = { requests: 0, bytes: 0 };
  const networks = new Map<string, Held>();
  const underWay = new WeakMap<IncomingMessage, RequestUnderWay>();

  return {
    begin(message) {
      const network = networkOf(message.socket.remoteAddress);
      const own = networks.get(network) ?? { requests: 0, bytes: 0 };
      if (all.requests >= limits.requestsInFlight || own.requests >= limits.requestsInFlightPerAddress)
        return undefined;
      networks.set(network, own);
      let kept = 0;
      let isOver = false;
      const add = (requests: number, bytes: number) => {
        for (const held of [all, own]) {
          held.requests += requests;
          held.bytes += bytes;
        }
      };
      add(1, 0);
      const request: RequestUnderWay = {
        mayKeep(bytes) {
          const isTooMuch =
            all.bytes + bytes > limits.bodiesBytes || own.bytes + bytes > limits.bodiesBytesPerAddress || isOver;
          if (isTooMuch) return false;
          kept += bytes;
          add(0, bytes);
          return true;
        },
        end() {
          if (isOver) return;
          isOver = true;
          add(-1, -kept);
          if (own.requests === 0) networks.delete(network);
        },
      };
      underWay.set(message, request);
      return request;
    },
    of: (message) => underWay.get(message),
  };
}
