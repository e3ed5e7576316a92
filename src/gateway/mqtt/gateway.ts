/** The MQTT device gateway: listeners, connections and the broker, as one thing that starts and stops. */
import type { X509Certificate } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { DeviceOperations } from '../../operations/device/device-operations.ts';
import { admittedCertificateId, type DeviceIdentities } from '../device-identities.ts';
import type { ClientRefusal, DevicePermissions, SignerPermissions } from '../device-permissions.ts';
import type { Peer } from '../peer.ts';
import type { ShownCertificate } from '../tls.ts';
import { Broker } from './broker/broker.ts';
import { DropLog } from './broker/drop-log.ts';
import { type ClientListener, Presence } from './broker/presence.ts';
import type { SessionStore } from './broker/session-keeper.ts';
import { Connection, type ConnectionHost } from './connection/connection.ts';
import { ConnectionsByCertificate } from './connection/connections-by-certificate.ts';
import { endings } from './connection/ending.ts';
import { unfinishedPackets } from './connection/unfinished-packets.ts';
import type { GatewayContext } from './gateway-context.ts';
import { receive } from './packets/receive.ts';
import { listenPlain } from './plain-listener.ts';
import { defaultMqttSettings, type MqttSettings } from './settings.ts';
import { type Listener, listenTls, type TlsAddress, type TlsListener } from './tls-listener.ts';

export interface ConnectedClient {
  readonly clientId: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface MqttGatewayOptions {
  readonly operations: DeviceOperations;
  readonly identities: DeviceIdentities;
  readonly permissions: DevicePermissions;
  /** If absent, clients with an access key are not let in. */
  readonly signerPermissions?: SignerPermissions;
  /** True (the default) if a 3.1.1 client is disconnected when it is refused something, since it cannot be told. */
  readonly closeOnDenied?: boolean;
  /** Told what clients are refused: CONNECT, PUBLISH, SUBSCRIBE. Must be quick. */
  readonly onRefusal?: (refusal: ClientRefusal) => void;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Given unknown certificates before their connections are refused
   * (docs/service/identity.md#devices-that-register-themselves).
   */
  readonly introduce?: (certificateDer: Buffer) => Promise<void>;
  /** Told which clients connect and disconnect. */
  readonly clients?: ClientListener;
  /** Where sessions are stored over a restart; if absent, a restart forgets them. */
  readonly sessions?: SessionStore;
  /** Settings that differ from `defaultMqttSettings`. */
  readonly settings?: Partial<MqttSettings>;
}

/** The gateway also publishes for the engine; `jobsNotifications` makes the engine's publisher of it. */
export interface MqttGateway {
  /** Loads the sessions that an earlier run stored; to be called before anybody is let in or notified. */
  restore(): Promise<void>;
  /**
   * Listens for devices; can be called for several addresses. Resolves with the port, rejects if the address is not
   * available.
   */
  listen(address: TlsAddress): Promise<{ readonly port: number }>;
  /** The certificate for TLS connections from now on; open connections keep theirs. */
  showCertificate(shown: ShownCertificate): void;
  /** Listens for clients without TLS and without any identity. The address must be one of this machine alone. */
  listenInsecurely(address: { readonly host: string; readonly port: number }): Promise<{ readonly port: number }>;
  /** Takes a client over any stream, with the identity in `peer`; each write on a WebSocket is a message. */
  accept(stream: Duplex, peer: Peer, isWebSocket?: boolean): void;
  /** Takes a client whose TLS handshake another listener has done; its certificate says who it is. */
  acceptTls(socket: TLSSocket): void;
  /** True if any session, connected or kept, has a subscription that matches this topic. No I/O. */
  hasSubscriber(topic: string): boolean;
  /**
   * True if any session might receive a notification about the jobs of this thing; may only err by saying true. No I/O.
   */
  hearsNotifications(thingName: string): boolean;
  /**
   * The connected client with this id, otherwise one that came with one of these certificates, of which each has few
   * connections. No I/O.
   */
  findClient(clientId: string, certificateIds: readonly string[]): ConnectedClient | undefined;
  /** Resolves when what was published is stored for the sessions that outlive a restart; rejects if storing failed. */
  kept(): Promise<void>;
  /** Publishes at QoS 1, not retained. */
  publish(topic: string, payload: string): void;
  /** Looks the certificate up again and ends its connections unless it is still registered and ACTIVE. */
  dropCertificate(certificateId: string): void;
  /**
   * Called every second: ends connections that time out by the monotonic time given, in milliseconds, and sessions that
   * expire by the clock.
   */
  watch(monotonicNow: number): void;
  /** Ends all connections and resolves when nothing is left. */
  close(): Promise<void>;
}

const WATCH_MS = 1_000;

export function createMqttGateway(options: MqttGatewayOptions): MqttGateway {
  const { clock, log, identities } = options;
  const settings: MqttSettings = { ...defaultMqttSettings, ...options.settings };
  const { sessions } = options;
  const onError = (error: unknown) => log.error({ err: error }, 'MQTT sessions could not be stored; it is tried again');
  const broker = new Broker(settings, clock, new DropLog(clock, log), sessions && { store: sessions, onError });
  const context: GatewayContext = {
    ...options,
    closeOnDenied: options.closeOnDenied ?? true,
    settings,
    broker,
    presence: new Presence(broker, clock, options.clients),
  };
  const connections = new Set<Connection>();
  const certificates = new ConnectionsByCertificate(identities, log);
  const listeners: Listener[] = [];
  const tlsListeners: TlsListener[] = [];
  let closing: Promise<void> | undefined;
  let whenEmpty: (() => void) | undefined;

  const host: ConnectionHost = {
    settings,
    log,
    unfinishedPackets: unfinishedPackets(settings),
    now: () => clock.now(),
    receive: (connection, frame) => receive(context, connection, frame),
    left(connection, ending) {
      const { session, will } = connection;
      if (session === undefined) return;
      broker.leave(session, ending.publishesWill ? will : undefined, closing === undefined);
      context.presence.disconnected(connection, session.clientId, ending);
    },
    closed(connection) {
      connections.delete(connection);
      certificates.remove(connection);
      if (connections.size === 0) whenEmpty?.();
    },
  };

  function accept(stream: Duplex, peer: Peer, isWebSocket = false): Connection | undefined {
    if (closing !== undefined || stream.destroyed) {
      stream.destroy();
      return undefined;
    }
    const connection = new Connection(stream, peer, host, performance.now(), isWebSocket);
    connections.add(connection);
    return connection;
  }

  /** Nothing is read before the client's identity is known. */
  async function identify(socket: Duplex & { remoteAddress?: string | undefined }, certificate?: X509Certificate) {
    socket.on('error', () => socket.destroy());
    const address = socket.remoteAddress;
    const deadline = setTimeout(() => socket.destroy(), settings.connectTimeoutSeconds * 1000);
    const { changes } = certificates;
    try {
      const certificateId = await admittedCertificateId(identities, certificate, clock.now());
      if (certificateId === undefined && certificate !== undefined) await options.introduce?.(certificate.raw);
      const connection = accept(socket, { certificateId, certificate, address });
      if (connection !== undefined && certificate !== undefined) certificates.add(connection, certificate.raw, changes);
    } catch (error) {
      log.error({ err: error, address }, 'A device certificate could not be looked up.');
      socket.destroy();
    } finally {
      clearTimeout(deadline);
    }
  }

  function acceptTls(socket: TLSSocket): void {
    socket.setNoDelay(true);
    void identify(socket, socket.getPeerX509Certificate());
  }

  function watch(monotonicNow: number): void {
    for (const connection of connections) connection.watch(monotonicNow);
    broker.expire();
    certificates.recheckPending();
  }
  const watching = setInterval(() => watch(performance.now()), WATCH_MS);

  async function closeAll(): Promise<void> {
    const closed = listeners.map((listener) => listener.close());
    for (const connection of connections) connection.end(endings.serverShuttingDown);
    if (connections.size > 0) {
      await new Promise<void>((resolve) => {
        whenEmpty = resolve;
      });
    }
    await Promise.all(closed);
    clearInterval(watching);
    await broker.close();
  }

  return {
    restore: () => broker.restore(),
    async listen(address) {
      const listener = await listenTls({
        ...address,
        settings,
        log,
        accept: acceptTls,
      });
      listeners.push(listener);
      tlsListeners.push(listener);
      return { port: listener.port };
    },
    showCertificate(shown) {
      for (const listener of tlsListeners) listener.showCertificate(shown);
    },
    async listenInsecurely(address) {
      const listener = await listenPlain({
        ...address,
        settings,
        log,
        accept: (socket) => {
          accept(socket, { certificateId: undefined, isUnquestioned: true, address: socket.remoteAddress });
        },
      });
      listeners.push(listener);
      return { port: listener.port };
    },
    accept(stream, peer, isWebSocket) {
      const connection = accept(stream, peer, isWebSocket);
      // The certificate was looked up elsewhere, before changes could be noticed for this connection.
      if (connection !== undefined && peer.certificate) certificates.add(connection, peer.certificate.raw, undefined);
    },
    acceptTls,
    hasSubscriber: (topic) => broker.hasSubscriber(topic),
    hearsNotifications: (thingName) => broker.hearsNotifications(thingName),
    findClient(clientId, certificateIds) {
      for (const candidate of [clientId, ...certificates.clientIdsOf(certificateIds)]) {
        const since = broker.find(candidate)?.connectedSince;
        if (since !== undefined) return { clientId: candidate, since };
      }
      return undefined;
    },
    kept: () => broker.saved() ?? Promise.resolve(),
    publish: (topic, payload) =>
      void broker.publish({ topic, payload, qos: 1, retain: false, properties: undefined, expiresAt: undefined }),
    dropCertificate: (certificateId) => certificates.recheck(certificateId),
    watch,
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}
