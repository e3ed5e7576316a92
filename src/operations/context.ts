/** What an operation may know and use. Built once by the server; nothing in `operations/` reaches further. */

import type { CallerPermissions } from '../access/operators/caller-permissions.ts';
import type { InputOf, OutputOf } from '../contract/operation.ts';
import type { ControlPlaneOperations } from '../contract/operations/index.ts';
import type { Account } from '../domain/arn.ts';
import type { Quotas } from '../domain/quotas.ts';
import type { SignalDelivery } from '../domain/signal.ts';
import type { CertificateAuthority } from '../lib/certificate-authority.ts';
import type { Clock } from '../lib/clock.ts';
import type { ObjectStore } from '../lib/object-store.ts';
import type { Database } from '../store/database/database.ts';

export interface ServiceSettings {
  readonly account: Account;
  readonly quotas: Quotas;
  /** The addresses that DescribeEndpoint gives; `iot:Jobs` with its port when that is not 443. */
  readonly endpoints: { readonly data: string; readonly jobs: string; readonly credentialProvider: string };
}

export interface OperationContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly settings: ServiceSettings;
  /** Where `change()` delivers what it signals after its commit. */
  readonly signals: SignalDelivery;
  /** A fresh UUID. */
  readonly newId: () => string;
  readonly certificateAuthority: Pick<CertificateAuthority, 'issueDeviceCertificate'>;
  /** Where documentSource is read from and presigned URLs lead to; absent where none is configured. */
  readonly objectStore?: ObjectStore | undefined;
}

/** What the handler of one request runs in. */
export interface RequestContext extends OperationContext {
  /** Whether whoever asks may do what a request reaches beyond what it names. */
  readonly permissions: CallerPermissions;
}

/** The handler of operation K: validated input in, output or a ServiceError out. */
export type Handler<K extends keyof ControlPlaneOperations> = (
  context: RequestContext,
  input: InputOf<ControlPlaneOperations[K]>,
) => Promise<OutputOf<ControlPlaneOperations[K]>>;

/** A handler for each operation of one group of the contract. */
export type Handlers<Group> = {
  readonly [K in keyof Group & keyof ControlPlaneOperations]: Handler<K>;
};
