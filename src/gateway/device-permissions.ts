/** What a device may do, as the gateways ask it (`security.md` 4). Who answers is not their concern. */
import type { X509Certificate } from 'node:crypto';

/** A client that says CONNECT. */
export interface ConnectingClient {
  readonly certificateId: string;
  readonly certificate: X509Certificate | undefined;
  readonly clientId: string;
  readonly address: string | undefined;
  /** Whether its session is to outlive the connection. */
  readonly isPersistent: boolean;
  readonly will: { readonly topic: string; readonly retain: boolean } | undefined;
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

const everything: ConnectionPermissions = {
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
