/** Runs the server for a person or a supervisor: log, banner, signals, exit code. */
import { ConfigError } from '../lib/config-error.ts';
import { type Log, openLog } from '../lib/log.ts';
import { banner } from './banner.ts';
import type { Settings } from './settings/table.ts';
import { startServer } from './start.ts';

export interface ServeOptions {
  readonly settings: Settings;
  /** Variables of the environment that begin like settings and are none. */
  readonly ignored: readonly string[];
  /** Writes to standard output. */
  readonly print: (text: string) => void;
  readonly isTerminal: boolean;
}

/** PostgreSQL and every connection are gone well before; whoever waits longer is stuck. */
const STOP_LIMIT_MS = 5_000;
/** One press of Ctrl-C reaches us more than once when npm and its shell pass on what the terminal sent to us as well. */
const SAME_SIGNAL_MS = 500;
const KILLED_BY_SIGNAL = 130;
/** Of more variables only the number is told. */
const MOST_NAMED = 20;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Starts, waits until it is told to stop or something fails, and stops. Gives the exit code: 0 after a signal, 1 after a
 * failure. Throws a ConfigError for what only the owner can mend.
 */
export async function serve(options: ServeOptions): Promise<number> {
  const { ignored, settings } = options;
  const log = openLog({
    level: settings.logLevel,
    format: settings.logFormat ?? (process.stderr.isTTY === true ? 'pretty' : 'json'),
  });
  if (ignored.length > 0) {
    log.warn({ variables: shortened(ignored) }, 'variables of the environment begin like settings but are none');
  }
  const end = listenForTheEnd(log);
  try {
    return await run(options, log, end.reason);
  } finally {
    end.forget();
  }
}

/** Kubernetes makes seven for one port; there may be many. */
function shortened(names: readonly string[]): readonly string[] {
  if (names.length <= MOST_NAMED) return names;
  return [...names.slice(0, MOST_NAMED), `and ${names.length - MOST_NAMED} more`];
}

type EndReason = { readonly signal: NodeJS.Signals } | { readonly failure: unknown };

async function run(options: ServeOptions, log: Log, end: Promise<EndReason>): Promise<number> {
  const { settings } = options;
  const abort = new AbortController();
  const starting = startServer(settings, log, abort.signal);
  const first = await Promise.race([starting.then((server) => ({ server })), end]);
  if (!('server' in first)) {
    abort.abort();
    // It stops by itself at the next step of the start; if it was through already, it is stopped here.
    await withinLimit(
      starting.then((server) => server.stop()).catch(() => undefined),
      log,
    );
    return 'failure' in first ? 1 : 0;
  }
  const { server } = first;
  options.print(banner(server, settings, options.isTerminal));
  const reason = await Promise.race([end, server.failed.then((failure) => ({ failure }))]);
  if ('failure' in reason && reason.failure instanceof ConfigError) log.fatal(`stopping: ${reason.failure.message}`);
  else if ('failure' in reason) log.fatal({ err: reason.failure }, 'stopping after a failure');
  else log.info({ signal: reason.signal }, 'stopping');
  await withinLimit(server.stop(), log);
  return 'failure' in reason ? 1 : 0;
}

async function withinLimit(stopping: Promise<void>, log: Log): Promise<void> {
  const timer = setTimeout(() => {
    log.error(`stopping takes longer than ${STOP_LIMIT_MS / 1_000} seconds; ending at once`);
    process.exit(1);
  }, STOP_LIMIT_MS);
  await stopping;
  clearTimeout(timer);
}

/** The first signal asks to stop, the second one ends the process. What nobody caught is a reason to stop as well. */
function listenForTheEnd(log: Log): { readonly reason: Promise<EndReason>; forget(): void } {
  let resolve: (reason: EndReason) => void = () => undefined;
  const reason = new Promise<EndReason>((resolveReason) => {
    resolve = resolveReason;
  });
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    firstAt ??= performance.now();
    if (performance.now() - firstAt > SAME_SIGNAL_MS) process.exit(KILLED_BY_SIGNAL);
    resolve({ signal });
  };
  const onUncaught = (failure: unknown) => {
    log.fatal({ err: failure }, 'an error that nobody expected');
    resolve({ failure });
  };
  for (const signal of signals) process.on(signal, onSignal);
  process.on('uncaughtException', onUncaught);
  return {
    reason,
    forget() {
      for (const signal of signals) process.off(signal, onSignal);
      process.off('uncaughtException', onUncaught);
    },
  };
}
