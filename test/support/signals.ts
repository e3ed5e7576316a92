/** Signals that end in the hands of a test. */
import type { StoredAnnouncements } from '../../src/domain/announcement.ts';
import type { EngineWorker, PermissionSubject, SignalDelivery, SignalSource } from '../../src/domain/signal.ts';
import { localSignals } from '../../src/signals/local-signals.ts';

/** What a test wants to hear; nothing else is listened for. */
export interface SignalListeners {
  readonly announced?: (stored: StoredAnnouncements) => void;
  readonly woken?: (worker: EngineWorker) => void;
  readonly permissionsChanged?: (subject: PermissionSubject) => void | Promise<void>;
  readonly certificateChanged?: (certificateId: string) => void;
  readonly operatorsChanged?: () => void;
}

/** The server's own delivery, with these listeners. A listener that fails fails the test. */
export function signalsTo(listeners: SignalListeners = {}): SignalDelivery & SignalSource {
  const signals = localSignals({
    error: ({ err }: { readonly err: unknown }) => {
      throw err;
    },
  });
  const { announced, certificateChanged, operatorsChanged, permissionsChanged, woken } = listeners;
  if (announced !== undefined) signals.on('announced', ({ stored }) => announced(stored));
  if (woken !== undefined) signals.on('woken', ({ worker }) => woken(worker));
  if (permissionsChanged !== undefined) signals.on('permissions changed', ({ subject }) => permissionsChanged(subject));
  if (certificateChanged !== undefined) {
    signals.on('certificate changed', ({ certificateId }) => certificateChanged(certificateId));
  }
  if (operatorsChanged !== undefined) signals.on('operators changed', () => operatorsChanged());
  return signals;
}
