/** What an operation under `/x/` may know and use besides what every operation may. Built once by the server. */
import type { AuditTrail } from '../../access/audit/trail.ts';
import type { OperatorDirectory } from '../../access/operators/operator-directory.ts';
import type { ExtensionOperations } from '../../contract/extensions/index.ts';
import type { InputOf, OutputOf } from '../../contract/operation.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Seal } from '../../lib/seal.ts';
import type { OperationContext } from '../context.ts';

export interface ExtensionContext {
  /** Seals the secrets of access keys. */
  readonly seal: Seal;
  /** The machine's: keys, signatures and the audit log know no other. */
  readonly wallClock: Clock;
  readonly operators: Pick<OperatorDirectory, 'policiesOf' | 'writeUses'>;
  readonly audit: Pick<AuditTrail<unknown>, 'flush'>;
  readonly serverAuthorities: ServerAuthorities;
  /** Absent where the clock is the machine's own. */
  readonly virtualTime: VirtualTime | undefined;
  readonly clients: ConnectedClients;
  /** Why the server cannot do its work at the moment, as a sentence for anybody; undefined if it can. Not slow. */
  readonly trouble: () => string | undefined;
}

/** The certificate authorities by which clients trust this server. */
export interface ServerAuthorities {
  /** In PEM, the one that signs first. */
  readonly trusted: readonly string[];
  /** Lets a new one sign. ConfigError where that is not possible. */
  rotateAuthority(): Promise<void>;
  /** Ends the trust in all but the one that signs. */
  retireAuthorities(): Promise<void>;
}

export interface VirtualTime {
  /** Moves the clock forward to an instant and resolves when all that fell due until then is done. */
  moveTo(instant: number): Promise<void>;
}

/** Who is connected, as the device gateway knows it. */
export interface ConnectedClients {
  /** The connected client of this id, or else one that came with one of these certificates. No I/O. */
  findClient(clientId: string, certificateIds: readonly string[]): ConnectedClient | undefined;
  /** Whether anybody has a subscription that matches this topic. No I/O. */
  hasSubscriber(topic: string): boolean;
}

export interface ConnectedClient {
  readonly clientId: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** What the handler of one request gets. */
export interface ExtensionRequest extends OperationContext, ExtensionContext {
  /** Aborts when nobody reads the answer any more. A source that waits for something must end its waiting then. */
  readonly signal: AbortSignal;
}

/**
 * The handler of operation K: validated input in, output or a ServiceError out. What it gives of a file or of events is asked
 * for piece by piece, as fast as the client reads.
 */
export type ExtensionHandler<K extends keyof ExtensionOperations> = (
  context: ExtensionRequest,
  input: InputOf<ExtensionOperations[K]>,
) => Promise<OutputOf<ExtensionOperations[K]>>;

/** A handler for each operation of one group of the contract. */
export type ExtensionHandlers<Group> = {
  readonly [K in keyof Group & keyof ExtensionOperations]: ExtensionHandler<K>;
};
