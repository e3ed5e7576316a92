/** Tells subscribers which clients connect and disconnect (docs/service/gateway.md#presence-events). */
import { randomUUID } from 'node:crypto';
import { presenceTopic } from '../../../contract/topics.ts';
import type { Clock } from '../../../lib/clock.ts';
import { principalIdentifierOf } from '../../peer.ts';
import type { Connection } from '../connection/connection.ts';
import type { Ending } from '../connection/ending.ts';
import type { Broker } from './broker.ts';

/** Beyond this many client ids, the one known longest starts again from 0. */
const KNOWN_CLIENT_IDS = 100_000;

/** Another listener for clients that connect and disconnect. */
export interface ClientListener {
  clientConnected(clientId: string): void;
  clientDisconnected(clientId: string, reason: string): void;
}

export class Presence {
  readonly #broker: Broker;
  readonly #clock: Clock;
  readonly #listener: ClientListener | undefined;
  /** The next version number of each client id. */
  readonly #versions = new Map<string, number>();

  constructor(broker: Broker, clock: Clock, listener?: ClientListener) {
    this.#broker = broker;
    this.#clock = clock;
    this.#listener = listener;
  }

  connected(connection: Connection, clientId: string): void {
    const versionNumber = this.#versions.get(clientId) ?? 0;
    this.#versions.delete(clientId);
    this.#versions.set(clientId, versionNumber + 1);
    if (this.#versions.size > KNOWN_CLIENT_IDS) {
      for (const [oldest] of this.#versions) {
        this.#versions.delete(oldest);
        break;
      }
    }
    connection.presence = { sessionIdentifier: randomUUID().replaceAll('-', ''), versionNumber };
    this.#announce('connected', connection, clientId, { ipAddress: connection.peer.address });
    this.#listener?.clientConnected(clientId);
  }

  disconnected(connection: Connection, clientId: string, ending: Ending): void {
    this.#announce('disconnected', connection, clientId, {
      clientInitiatedDisconnect: ending.isClientInitiated,
      disconnectReason: ending.reason,
    });
    this.#listener?.clientDisconnected(clientId, ending.reason);
  }

  #announce(eventType: 'connected' | 'disconnected', connection: Connection, clientId: string, more: object): void {
    if (clientId.includes('#') || clientId.includes('+')) return;
    const topic = presenceTopic(eventType, clientId);
    if (connection.presence === undefined || !this.#broker.hasSubscriber(topic)) return;
    const { sessionIdentifier, versionNumber } = connection.presence;
    const payload = JSON.stringify({
      clientId,
      timestamp: this.#clock.now(),
      eventType,
      sessionIdentifier,
      principalIdentifier: principalIdentifierOf(connection.peer),
      ...more,
      versionNumber,
    });
    this.#broker.publish({ topic, payload, qos: 1, retain: false, properties: undefined, expiresAt: undefined });
  }
}
