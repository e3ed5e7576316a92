/** Opens what everything else needs: the data directory, the database, certificates and the root keys. */
import { wallClock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { openDataDirectory, openEphemeralDataDirectory } from '../postgres/data-directory.ts';
import { certificateNames, publicHostOf } from './addresses.ts';
import { openCertificates, type ServerCertificates } from './certificates/certificates.ts';
import type { GivenCertificate } from './certificates/given-certificate.ts';
import type { Lifetime } from './lifetime.ts';
import { masterKey } from './master-key.ts';
import { type RootCredentials, rootCredentials } from './root-credentials.ts';
import type { Settings } from './settings/table.ts';
import { openStore, type Store } from './store.ts';

export interface Resources {
  readonly dataDirectory: string;
  readonly credentials: RootCredentials;
  readonly certificates: ServerCertificates;
  /** 32 bytes, with which secrets in the database are sealed. */
  readonly masterKey: Buffer;
  readonly store: Store;
}

/** Keys and certificates are made while PostgreSQL starts: at the first start both take a while. */
export async function openResources(
  settings: Settings,
  log: Log,
  lifetime: Lifetime,
  onFailure: (failure: Error) => void,
): Promise<Resources> {
  const directory = settings.ephemeral ? await openEphemeralDataDirectory() : await openDataDirectory(settings.dataDir);
  lifetime.add('data directory', () => directory.release());
  const parts = [
    openStore({ settings, dataDirectory: directory.path, log, lifetime, onFailure }),
    openCertificates({
      directory: directory.path,
      names: certificateNames(settings),
      publicHost: publicHostOf(settings),
      clock: wallClock,
      given: givenCertificate(settings),
    }),
    rootCredentials(directory.path, settings),
    masterKey(directory.path, settings),
  ] as const;
  // Nothing may still be starting when one of them has failed and the rest is stopped.
  await Promise.allSettled(parts);
  const [store, certificates, credentials, key] = await Promise.all(parts);
  return { dataDirectory: directory.path, store, certificates, credentials, masterKey: key };
}

function givenCertificate({ tlsCa, tlsCertificate, tlsKey }: Settings): GivenCertificate | undefined {
  if (tlsCertificate === undefined || tlsKey === undefined) return undefined;
  return { certificateFile: tlsCertificate, keyFile: tlsKey, caFile: tlsCa };
}
