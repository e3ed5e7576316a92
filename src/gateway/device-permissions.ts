/**
 * What a device may do, as the gateways ask it (docs/service/identity.md#which-policies-count). Who answers is not
 * their concern.
 */
import type { X509Certificate } from 'node:crypto';
import type { Peer, Signer } from './peer.ts';

/** What a client that says CONNECT asks for. */
export interface AskedConnection {
  readonly clientId: string;
  readonly address: string | undefined;
  /** Whether its session is to outlive the connection. */
  readonly isPersistent: boolean;
  readonly will: { readonly topic: string; readonly retain: boolean } | undefined;
  /** Is told what the client is refused later on; not each time, if that is told over and over. */
  readonly refused: (refusal: PermissionRefusal) => void;
}

/** A client that says CONNECT and has a certificate. */
export interface ConnectingClient extends AskedConnection {
  readonly certificateId: string;
  readonly certificate: X509Certificate | undefined;
}

/** A client that says CONNECT on a WebSocket for which an access key has signed. */
export interface SigningClient extends AskedConnection {
  readonly signer: Signer;
  /** Ends the connection, because the key is none any more. */
  readonly end: () => void;
}

/** What is refused, and why; for the log. */
export interface PermissionRefusal {
  readonly action: string;
  readonly resource: string;
  /** The statement that denies, or that nothing allows it. */
  readonly reason: string;
  /** What is most likely wrong, where that can be told. */
  readonly hint?: string;
}

/** A client over MQTT that is refused something. */
export interface ClientRefusal {
  readonly peer: Peer;
  readonly clientId: string;
  /** Undefined if the peer has shown nothing that lets anybody in. */
  readonly refusal: PermissionRefusal | undefined;
}

/** What one connection may do. The answers follow every change of policies, attachments and things. No I/O. */
export interface ConnectionPermissions {
  mayPublish(topic: string): boolean;
  /** Asked besides `mayPublish`. */
  mayRetain(topic: string): boolean;
  maySubscribe(filter: string): boolean;
  mayReceive(topic: string): boolean;
  /** Forgets the connection. */
  close(): void;
}

export type Admission =
  | { readonly permissions: ConnectionPermissions; readonly refusal?: undefined }
  | { readonly permissions?: undefined; readonly refusal: PermissionRefusal };

/** A device that calls the device API over HTTPS. */
export interface CallingDevice {
  readonly certificateId: string;
  readonly certificate: X509Certificate;
  readonly address: string | undefined;
}

/** Where it is decided. */
export interface DevicePermissions {
  /** Decides about a CONNECT and its will. Rejects if it cannot be decided, which lets nobody in. */
  admit(client: ConnectingClient): Promise<Admission>;
  /** Why a certificate may not call an operation of the device API for a thing; undefined if it may. */
  refusalOfCall(device: CallingDevice, operation: string, thingName: string): Promise<PermissionRefusal | undefined>;
}

/** Where it is decided about clients with an access key. */
export interface SignerPermissions {
  /** Decides about a CONNECT and its will. Rejects if it cannot be decided, which lets nobody in. */
  admit(client: SigningClient): Promise<Admission>;
}

/** Of a client that may do everything. */
export const everything: ConnectionPermissions = {
  mayPublish: () => true,
  mayRetain: () => true,
  maySubscribe: () => true,
  mayReceive: () => true,
  close: () => undefined,
};

/** Lets every registered, active certificate do everything. */
export const everythingAllowed: DevicePermissions = {
  admit: async () => ({ permissions: everything }),
  refusalOfCall: async () => undefined,
};
