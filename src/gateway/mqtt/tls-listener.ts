/**
 * Listens for devices: TLS that asks for a client certificate without checking its issuer, with limits on how many
 * handshakes are under way and how long they take (docs/service/gateway.md#listeners,
 * docs/service/identity.md#which-certificates-let-in).
 */
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Log } from '../../lib/log.ts';
import { type Share, sharedLimit } from '../../lib/shared-limit.ts';
import { limitConnections } from '../limit-connections.ts';
import { networkOf } from '../network.ts';
import { type ShownCertificate, tlsContext } from '../tls.ts';
import type { MqttSettings } from './settings.ts';

export interface TlsAddress extends ShownCertificate {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface TlsListenerOptions extends TlsAddress {
  readonly settings: MqttSettings;
  readonly log: Log;
  /** Given each connection whose handshake is done. */
  readonly accept: (socket: TLSSocket) => void;
}

export interface TlsListener extends Listener {
  /** The certificate for connections from now on. */
  showCertificate(shown: ShownCertificate): void;
}

export interface Listener {
  readonly port: number;
  /** Stops listening and ends handshakes under way; resolves when the last connection is closed. */
  close(): Promise<void>;
}

/** Starts to listen. Rejects if the address is not available. */
export async function listenTls({
  host,
  port,
  key,
  cert,
  settings,
  log,
  accept,
}: TlsListenerOptions): Promise<TlsListener> {
  const server = createServer({
    ...tlsContext({ key, cert }),
    requestCert: true,
    rejectUnauthorized: false,
    // SDKs offer the first name; clients without ALPN are let in too.
    ALPNProtocols: ['x-amzn-mqtt-ca', 'mqtt'],
    handshakeTimeout: settings.connectTimeoutSeconds * 1000,
  });
  server.maxConnections = settings.connections;
  limitConnections(server, settings.connectionsPerAddress);
  const handshakes = limitHandshakes(server, settings);
  server.on('secureConnection', accept);
  server.on('tlsClientError', (error, socket) => {
    log.debug({ err: error, address: socket.remoteAddress }, 'A TLS handshake failed.');
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  server.on('error', (error) => log.error({ err: error }, 'The MQTT listener failed.'));
  return {
    // A listening TCP server has such an address.
    port: (server.address() as AddressInfo).port,
    showCertificate: (shown) => server.setSecureContext(tlsContext(shown)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of handshakes) socket.destroy();
      }),
  };
}

/** Destroys connections beyond the number of handshakes that may be under way; returns those under way. */
function limitHandshakes(
  server: Server,
  { pendingHandshakes, pendingHandshakesPerAddress }: MqttSettings,
): ReadonlySet<Socket> {
  const limit = sharedLimit({ each: pendingHandshakesPerAddress, all: pendingHandshakes });
  const handshakes = new Map<string, { readonly socket: Socket; readonly share: Share }>();
  const pending = new Set<Socket>();
  const name = (socket: Socket) => `${socket.remoteAddress} ${socket.remotePort}`;
  server.prependListener('connection', (socket: Socket) => {
    const share = limit.take(networkOf(socket.remoteAddress));
    if (share === undefined) {
      socket.destroy();
      return;
    }
    const key = name(socket);
    pending.add(socket);
    handshakes.set(key, { socket, share });
    socket.once('close', () => {
      pending.delete(socket);
      share.release();
      if (handshakes.get(key)?.socket === socket) handshakes.delete(key);
    });
  });
  server.on('secureConnection', (socket) => {
    // The TLS socket is another object than the raw socket below it, but has the same address.
    const raw = handshakes.get(name(socket));
    handshakes.delete(name(socket));
    if (raw === undefined) return;
    pending.delete(raw.socket);
    raw.share.release();
  });
  return pending;
}
