/**
 * Delivers signals within one process, at once. Signals are the one way from a committed change to the rest of the
 * server. A bus that takes signals to other processes as well would belong here.
 */
import type { Signal, SignalDelivery, SignalSource } from '../domain/signal.ts';
import type { Log } from '../lib/log.ts';

export interface Signals extends SignalDelivery, SignalSource {}

type AnyListener = (signal: never) => void | Promise<void>;

/**
 * Creates signals that stay in this process. If a listener fails, that is logged; the change and other listeners are
 * not affected.
 */
export function localSignals(log: Pick<Log, 'error'>): Signals {
  const listeners = new Map<Signal['kind'], Set<AnyListener>>();

  function call(listener: AnyListener, signal: Signal): Promise<void> | undefined {
    const failed = (error: unknown) => log.error({ signal: signal.kind, err: error }, 'a signal was not followed');
    try {
      // Each listener is kept under the kind of signal that it takes.
      return listener(signal as never)?.catch(failed);
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  return {
    async deliver(signals) {
      const following: Promise<void>[] = [];
      for (const signal of signals) {
        for (const listener of listeners.get(signal.kind) ?? []) {
          const followed = call(listener, signal);
          if (followed !== undefined) following.push(followed);
        }
      }
      if (following.length > 0) await Promise.all(following);
    },
    on(kind, listener) {
      const ofKind = listeners.get(kind) ?? new Set<AnyListener>();
      listeners.set(kind, ofKind.add(listener));
      return () => void ofKind.delete(listener);
    },
  };
}
