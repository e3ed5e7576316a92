/**
 * The connections of each certificate, so that they can be ended when it is no longer ACTIVE
 * (docs/service/identity.md#when-a-certificate-stops-counting).
 */
import type { Log } from '../../../lib/log.ts';
import type { DeviceIdentities } from '../../device-identities.ts';
import type { Connection } from './connection.ts';
import { endings } from './ending.ts';

interface Held {
  readonly der: Buffer;
  readonly connections: Set<Connection>;
}

export class ConnectionsByCertificate {
  readonly #identities: DeviceIdentities;
  readonly #log: Log;
  readonly #held = new Map<string, Held>();
  /** Certificates that changed but could not be looked up. */
  readonly #pending = new Set<string>();
  #changes = 0;

  constructor(identities: DeviceIdentities, log: Log) {
    this.#identities = identities;
    this.#log = log;
  }

  /** Grows with every certificate that may have changed; read it before looking a certificate up. */
  get changes(): number {
    return this.#changes;
  }

  /** Adds a connection. If any certificate may have changed since the look-up began, the look-up is repeated. */
  add(connection: Connection, der: Buffer, changesBefore: number | undefined): void {
    const { certificateId } = connection.peer;
    if (certificateId === undefined) return;
    const held = this.#held.get(certificateId);
    if (held === undefined) this.#held.set(certificateId, { der, connections: new Set([connection]) });
    else held.connections.add(connection);
    if (changesBefore !== this.#changes) this.#lookAgain(certificateId);
  }

  remove(connection: Connection): void {
    const { certificateId = '' } = connection.peer;
    const held = this.#held.get(certificateId);
    held?.connections.delete(connection);
    if (held?.connections.size === 0) this.#held.delete(certificateId);
  }

  /** The client ids of the connections with these certificates, as far as they have sent CONNECT. */
  *clientIdsOf(certificateIds: readonly string[]): Generator<string> {
    for (const certificateId of certificateIds) {
      for (const { session } of this.#held.get(certificateId)?.connections ?? []) {
        if (session !== undefined) yield session.clientId;
      }
    }
  }

  /** Looks the certificate up again and ends its connections unless it still lets them in. */
  recheck(certificateId: string): void {
    this.#changes += 1;
    this.#lookAgain(certificateId);
  }

  /** Retries the look-ups that failed. */
  recheckPending(): void {
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const certificateId of pending) this.#lookAgain(certificateId);
  }

  #lookAgain(certificateId: string): void {
    const held = this.#held.get(certificateId);
    if (held === undefined) return;
    this.#identities.find(held.der).then(
      (identity) => {
        if (identity?.active) return;
        for (const connection of held.connections) connection.end(endings.notAuthorized);
      },
      (error: unknown) => {
        this.#log.error({ err: error, certificateId }, 'A changed certificate could not be looked up; trying again.');
        this.#pending.add(certificateId);
      },
    );
  }
}
