/** Listens without TLS, for experiments on one machine, with the same limits as the TLS listener. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Log } from '../../lib/log.ts';
import { limitConnections } from '../limit-connections.ts';
import type { MqttSettings } from './settings.ts';
import type { Listener } from './tls-listener.ts';

export interface PlainListenerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly settings: MqttSettings;
  readonly log: Log;
  readonly accept: (socket: Socket) => void;
}

/** Starts to listen. Rejects if the address is not available. */
export async function listenPlain({ host, port, settings, log, accept }: PlainListenerOptions): Promise<Listener> {
  const server = createServer({ noDelay: true });
  server.maxConnections = settings.connections;
  limitConnections(server, settings.connectionsPerAddress);
  server.on('connection', (socket) => {
    socket.on('error', () => socket.destroy());
    accept(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  server.on('error', (error) => log.error({ err: error }, 'The MQTT listener without TLS failed.'));
  return {
    // A listening TCP server has such an address.
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
