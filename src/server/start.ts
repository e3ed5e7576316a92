/** Starts the server in order and knows how to take it down again: stopping is starting backwards. */
import { wallClock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { buildServer } from './build.ts';
import { startDemo } from './demo.ts';
import { Lifetime } from './lifetime.ts';
import { announceReady, openListeners } from './listeners.ts';
import type { ReadyInformation } from './ready-file.ts';
import { openResources } from './resources.ts';
import type { Settings } from './settings/table.ts';

export interface RunningServer {
  readonly ready: ReadyInformation;
  readonly partition: string;
  readonly dataDirectory: string;
  /** Where the root keys can be read; undefined if the environment gave them. */
  readonly credentialsFile: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** From the beginning of the process until everything accepted. */
  readonly startMs: number;
  /** Resolves if something fails without which the server cannot go on. */
  readonly failed: Promise<Error>;
  /** Resolves when nothing that was started runs any more. */
  stop(): Promise<void>;
}

/**
 * Starts everything and resolves when all listeners accept. Rejects with a ConfigError for what only the owner can mend;
 * what was started by then is stopped first, as when `signal` aborts.
 */
export async function startServer(settings: Settings, log: Log, signal: AbortSignal): Promise<RunningServer> {
  const lifetime = new Lifetime(log);
  let onFailure: (failure: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    onFailure = resolve;
  });
  try {
    const resources = await openResources(settings, log, lifetime, onFailure);
    signal.throwIfAborted();
    const built = await buildServer(settings, log, lifetime, resources);
    const ready = await openListeners(settings, lifetime, resources, built, log);
    await announceReady(settings, lifetime, resources, ready);
    signal.throwIfAborted();
    if (settings.demo > 0) {
      const demo = await startDemo({ settings, ready, log, ...resources, context: built.context });
      lifetime.add('simulated devices', () => demo.stop());
    }
    if (settings.devicePolicies === 'ignore') {
      log.warn('device policies are ignored: every registered, active certificate may do everything');
    }
    if (ready.insecureMqttPort !== undefined) {
      log.warn(
        { port: ready.insecureMqttPort },
        'MQTT without TLS is open: every program on this machine may do everything that a device may',
      );
    }
    return {
      ready,
      partition: settings.partition,
      dataDirectory: resources.dataDirectory,
      credentialsFile: resources.credentials.file,
      startedAt: wallClock.now(),
      startMs: Math.round(performance.now()),
      failed,
      stop: () => lifetime.stop(),
    };
  } catch (error) {
    await lifetime.stop();
    throw error;
  }
}
