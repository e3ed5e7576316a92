/** Opens the object store of the settings, and what signs its URLs for devices. */
import { wallClock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { ObjectStore } from '../lib/object-store.ts';
import { createPresignedUrls, type PresignedUrls } from '../store/job/presigned-url.ts';
import type { Lifetime } from './lifetime.ts';
import type { Settings } from './settings/table.ts';

export interface Objects {
  /** Absent where none is configured. */
  readonly objectStore: ObjectStore | undefined;
  readonly presignedUrls: PresignedUrls;
}

/** The store is not contacted yet; whether it is there shows when it is needed. */
export async function openObjects(settings: Settings, log: Log, lifetime: Lifetime): Promise<Objects> {
  const objectStore = await openStore(settings);
  if (objectStore !== undefined) lifetime.add('object store', () => objectStore.close());
  const presignedUrls = createPresignedUrls({
    objectStore,
    clock: wallClock,
    onUnresolved: (objectUrl, cause) =>
      log.warn({ objectUrl, err: cause }, 'a placeholder of a presigned URL cannot be replaced and stays as it is'),
  });
  return { objectStore, presignedUrls };
}

async function openStore(settings: Settings): Promise<ObjectStore | undefined> {
  const { objectStoreAccessKeyId, objectStoreEndpoint, objectStorePublicEndpoint, objectStoreSecretAccessKey } =
    settings;
  if (objectStoreEndpoint === undefined) return undefined;
  // The keys are there where an endpoint is: the settings were read so.
  if (objectStoreAccessKeyId === undefined || objectStoreSecretAccessKey === undefined) {
    throw new Error('An object store has no keys.');
  }
  // AWS's client is large; whoever has no store starts without it.
  const { openObjectStore } = await import('../lib/object-store.ts');
  return openObjectStore({
    endpoint: objectStoreEndpoint,
    ...(objectStorePublicEndpoint === undefined ? {} : { publicEndpoint: objectStorePublicEndpoint }),
    region: settings.objectStoreRegion,
    accessKeyId: objectStoreAccessKeyId,
    secretAccessKey: objectStoreSecretAccessKey,
    pathStyle: settings.objectStoreStyle === 'path',
  });
}
