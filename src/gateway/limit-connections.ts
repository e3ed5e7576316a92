/** Places that the clients of one network share, so that none of them takes the places of all others. */
import type { Server, Socket } from 'node:net';
import { networkOf } from './network.ts';

export interface Places {
  /** Takes a place for a client of this address; undefined if there is none left, else what gives it back, once. */
  take(address: string | undefined): (() => void) | undefined;
}

/** Remembers those networks only that have places. */
export function places(perNetwork: number): Places {
  const taken = new Map<string, number>();
  return {
    take(address) {
      const network = networkOf(address);
      const count = taken.get(network) ?? 0;
      if (count >= perNetwork) return undefined;
      taken.set(network, count + 1);
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        const left = (taken.get(network) ?? 1) - 1;
        if (left === 0) taken.delete(network);
        else taken.set(network, left);
      };
    },
  };
}

/** Destroys connections of a network that has its share of them. */
export function limitConnections(server: Server, perNetwork: number): void {
  const connections = places(perNetwork);
  server.prependListener('connection', (socket: Socket) => {
    const leave = connections.take(socket.remoteAddress);
    if (leave === undefined) socket.destroy();
    else socket.once('close', leave);
  });
}
