/** What the engine's workers know and use. Built once by the server. */
import type { Account } from '../domain/arn.ts';
import type { Quotas } from '../domain/quotas.ts';
import type { SignalDelivery } from '../domain/signal.ts';
import type { Clock } from '../lib/clock.ts';
import type { Database } from '../store/database/database.ts';

export interface EngineContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly account: Account;
  readonly quotas: Quotas;
  readonly newId: () => string;
  /** Where `change()` delivers what it signals after its commit. */
  readonly signals: SignalDelivery;
  /** Called with things that match more dynamic groups than they may be in, each time these things are looked at. */
  readonly onCrowdedOut?: (thingNames: readonly string[]) => void;
  /**
   * Called with a dynamic group whose stored query is now refused, and the reason, each time its members are looked
   * for.
   */
  readonly onRefusedQuery?: (thingGroupName: string, reason: string) => void;
  /** A deletion stays visible for at least this long; 0 by default. */
  readonly minimumDeletionMs: number;
  /** A rate-limited rollout releases at least this many executions at a time, as far as its rate allows. */
  readonly smallestShare: number;
  /** Large work makes room for devices: resolves when the next chunk may begin, and says how large it may be. */
  readonly breathe: Breathe;
  /** True if the engine is to stop: long work ends after its current chunk, and is taken up at the next start. */
  readonly isStopping: () => boolean;
}

/** Waits if devices are busy, in proportion to how long the last chunk took, and gives the size of the next one. */
export interface Breathe {
  chunkSize(): number;
  pause(lastChunkMs: number): Promise<void>;
}

/** A worker does what is due and returns the time at which it wants to run again, or null to wait for a wake. */
export type Worker = (context: EngineContext) => Promise<number | null>;
