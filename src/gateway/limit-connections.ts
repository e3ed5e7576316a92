/** Keeps the clients of one network from taking the connections of all others. */
import type { Server, Socket } from 'node:net';
import { sharedLimit } from '../lib/shared-limit.ts';
import { networkOf } from './network.ts';

/** Destroys connections of a network that has its share of them. One that is taken anew keeps its place. */
export function limitConnections(server: Server, perNetwork: number): void {
  const connections = sharedLimit({ each: perNetwork });
  const known = new WeakSet<Socket>();
  server.prependListener('connection', (socket: Socket) => {
    if (known.has(socket)) return;
    known.add(socket);
    const share = connections.take(networkOf(socket.remoteAddress));
    if (share === undefined) socket.destroy();
    else socket.once('close', share.release);
  });
}
