/** What every part of the server is built from. */
import type { Log } from '../../lib/log.ts';
import type { Signals } from '../../signals/local-signals.ts';
import type { Lifetime } from '../lifetime.ts';
import type { ConnectionLimits } from '../open-files.ts';
import type { Settings } from '../settings/table.ts';
import type { Store } from '../store.ts';

export interface BuildContext {
  readonly settings: Settings;
  readonly log: Log;
  /** Each part adds here how it is stopped. */
  readonly lifetime: Lifetime;
  readonly store: Store;
  readonly signals: Signals;
  /** How many connections each listener takes at most. */
  readonly connections: ConnectionLimits;
}
