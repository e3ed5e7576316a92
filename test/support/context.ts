/** The context that operations run in, on a fresh database, with a clock and effects that a test holds in its hands. */
import { randomUUID } from 'node:crypto';
import { everythingPermitted } from '../../src/access/operators/caller-permissions.ts';
import type { StoredAnnouncements } from '../../src/domain/announcement.ts';
import type { Account } from '../../src/domain/arn.ts';
import { documentedQuotas, type Quotas } from '../../src/domain/quotas.ts';
import type { EngineWorker, PermissionSubject, SignalDelivery, SignalSource } from '../../src/domain/signal.ts';
import type { CertificateAuthority } from '../../src/lib/certificate-authority.ts';
import { type VirtualClock, virtualClock } from '../../src/lib/clock.ts';
import type { ObjectStore } from '../../src/lib/object-store.ts';
import type { RequestContext } from '../../src/operations/context.ts';
import { openTestDatabase } from './database.ts';
import { signalsTo } from './signals.ts';

export const testAccount: Account = { partition: 'aws', region: 'us-east-1', accountId: '000000000000' };

/** Where the clock of every test context begins: 2026-01-01T00:00:00Z. */
export const TEST_START = Date.UTC(2026, 0, 1);

export interface TestContext extends RequestContext {
  readonly clock: VirtualClock;
  readonly signals: SignalDelivery & SignalSource;
  /** What the committed changes so far wanted to happen, oldest first. A test may empty these. */
  readonly announced: StoredAnnouncements[];
  readonly woken: EngineWorker[];
  readonly changedCertificates: string[];
  readonly changedPermissions: PermissionSubject[];
}

export interface TestContextOptions {
  /** One that stands still at `TEST_START` if absent. */
  readonly clock?: VirtualClock;
  /** Quotas that differ from the documented ones. */
  readonly quotas?: Partial<Quotas>;
  /** For operations that issue or read certificates; without one, asking for its certificate is an error. */
  readonly certificateAuthority?: CertificateAuthority;
  readonly objectStore?: ObjectStore;
}

/** Opens a fresh database and builds a context on it. Call it at the top of a file, not in a hook. */
export async function testContext(options: TestContextOptions = {}): Promise<TestContext> {
  const announced: StoredAnnouncements[] = [];
  const woken: EngineWorker[] = [];
  const changedCertificates: string[] = [];
  const changedPermissions: PermissionSubject[] = [];
  return {
    database: await openTestDatabase(),
    clock: options.clock ?? virtualClock(TEST_START),
    settings: {
      account: testAccount,
      quotas: { ...documentedQuotas, ...options.quotas },
      endpoints: { data: 'localhost', jobs: 'localhost', credentialProvider: 'localhost' },
    },
    signals: signalsTo({
      announced: (stored) => void announced.push(stored),
      woken: (worker) => void woken.push(worker),
      certificateChanged: (certificateId) => void changedCertificates.push(certificateId),
      permissionsChanged: (subject) => void changedPermissions.push(subject),
    }),
    newId: randomUUID,
    certificateAuthority: options.certificateAuthority ?? noCertificateAuthority,
    objectStore: options.objectStore,
    permissions: everythingPermitted,
    announced,
    woken,
    changedCertificates,
    changedPermissions,
  };
}

/** Any use of it is a mistake of the test, and says so. */
const noCertificateAuthority: CertificateAuthority = new Proxy<CertificateAuthority>(Object.create(null), {
  get: () => {
    throw new Error('This test gave no certificate authority.');
  },
});
