/**
 * What the rest of a server is told once a change is committed. Signals are plain data and only hints: whoever gets one
 * reads the state, so a signal that is lost, repeated or late does no lasting harm.
 */
import type { StoredAnnouncements } from './announcement.ts';

/** The engine's workers, by what they do. */
export type EngineWorker =
  | 'schedule'
  | 'rollout'
  | 'completion'
  | 'cancellation'
  | 'deletion'
  | 'timeout'
  | 'membership'
  | 'index'
  | 'connectivity';

/** Something that may let devices do more or less than before. */
export type PermissionSubject =
  /** It has another default version. */
  | { readonly kind: 'policy'; readonly policyName: string }
  /** It is attached to another thing, or has other policies. */
  | { readonly kind: 'certificate'; readonly certificateId: string }
  /** It has another type, other attributes or other groups. */
  | { readonly kind: 'thing'; readonly thingName: string }
  /** It has other policies, or is gone. */
  | { readonly kind: 'thing group'; readonly thingGroupName: string };

export type Signal =
  /** There is work for a worker of the engine. */
  | { readonly kind: 'woken'; readonly worker: EngineWorker }
  /** Announcements were stored. In the process that stored them they come along, so that they need not be read back. */
  | { readonly kind: 'announced'; readonly stored: StoredAnnouncements }
  /** Devices may be allowed more or less than before. */
  | { readonly kind: 'permissions changed'; readonly subject: PermissionSubject }
  /** A certificate may no longer be ACTIVE. */
  | { readonly kind: 'certificate changed'; readonly certificateId: string }
  /** Users, roles, their keys or their policies changed. */
  | { readonly kind: 'operators changed' };

/** One kind of signal. */
export type SignalOf<Kind extends Signal['kind']> = Extract<Signal, { readonly kind: Kind }>;

/** Takes signals to those who listen for them. */
export interface SignalDelivery {
  /**
   * Delivers signals in their order. Resolves when the listeners of this process have followed them; never rejects, since
   * what they tell of is committed already.
   */
  deliver(signals: readonly Signal[]): Promise<void>;
}

/** Follows a signal. The change that raised it waits for the promise, if there is one. */
export type SignalListener<Kind extends Signal['kind']> = (signal: SignalOf<Kind>) => void | Promise<void>;

/** Where to listen for signals. */
export interface SignalSource {
  /** Calls `listener` for each signal of a kind, until the returned function is called. */
  on<Kind extends Signal['kind']>(kind: Kind, listener: SignalListener<Kind>): () => void;
}
