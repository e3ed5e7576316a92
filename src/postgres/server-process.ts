/** The running server: starts it, waits until it accepts connections, watches it and stops it. */
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError } from '../lib/config-error.ts';
import type { Log } from '../lib/log.ts';
import type { ServerAccount } from './account.ts';
import { readStatus } from './cluster.ts';
import { type Program, startProgram } from './program.ts';
import { endWithUs } from './watch.ts';

export interface ServerProcess {
  readonly pid: number;
  /** Resolves when the server and its watcher are gone. */
  stop(): Promise<void>;
}

export interface ServerProcessOptions {
  readonly postgres: string;
  readonly cluster: string;
  readonly account: ServerAccount;
  readonly log: Log;
  /** Called once if the server ends without being stopped. */
  readonly onExit: (reason: string) => void;
}

/** Recovery after a crash takes a while: up to `max_wal_size` has to be replayed. */
const START_LIMIT_MS = 120_000;
const SLOW_START_MS = 3_000;
/** A normal start takes 20 ms; one with recovery takes seconds. */
const QUICK_POLLS = 100;
const QUICK_POLL_MS = 4;
const SLOW_POLL_MS = 20;
const FAST_SHUTDOWN_MS = 20_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;
const RETRY_LIMIT_MS = 5_000;
/** Processes of a killed server hold its memory until they notice that it is gone. */
const HELD_BY_DYING_PROCESSES = /still in use|lock file .* already exists/;

/**
 * Starts the server and resolves when it accepts connections.
 *
 * @throws ConfigError with PostgreSQL's own last words if it does not come up.
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const giveUpAt = performance.now() + RETRY_LIMIT_MS;
  for (;;) {
    let isStopping = false;
    const program = startProgram(options.postgres, [], {
      ...options,
      onLine: (line) => logLine(options.log, line, isStopping),
    });
    const failure = await untilReady(program, options);
    if (failure === undefined) {
      return supervise(program, options, () => {
        isStopping = true;
      });
    }
    if (!HELD_BY_DYING_PROCESSES.test(failure) || performance.now() > giveUpAt) {
      throw new ConfigError(`PostgreSQL does not start in ${options.cluster}: ${failure}`);
    }
    await delay(50);
  }
}

/** Undefined when the server accepts connections; otherwise the reason why it ended or had to be ended. */
async function untilReady(program: Program, { cluster, log }: ServerProcessOptions): Promise<string | undefined> {
  program.child.ref();
  const begin = performance.now();
  let end: { readonly reason: string | undefined } | undefined;
  const ended = program.ended.then((reason) => {
    end = { reason };
  });
  let isAnnounced = false;
  for (let polls = 0; end === undefined; polls += 1) {
    const status = await readStatus(cluster);
    if (status?.isReady === true && status.pid === program.child.pid) {
      program.child.unref();
      return undefined;
    }
    const elapsedMs = performance.now() - begin;
    if (elapsedMs > START_LIMIT_MS) program.child.kill('SIGQUIT');
    if (elapsedMs > SLOW_START_MS && !isAnnounced) {
      log.info('waiting for PostgreSQL, which recovers what was not yet written');
      isAnnounced = true;
    }
    await Promise.race([ended, delay(polls < QUICK_POLLS ? QUICK_POLL_MS : SLOW_POLL_MS)]);
  }
  const lastWords = program.lastLines.findLast((line) => /^(FATAL|PANIC|ERROR)|error/i.test(line));
  return lastWords ?? program.lastLines.at(-1) ?? end.reason ?? 'it ended at once';
}

function supervise(program: Program, options: ServerProcessOptions, beginStop: () => void): ServerProcess {
  const { child } = program;
  if (child.pid === undefined) throw new Error('A running server has a process number.');
  const watch = endWithUs(child.pid, options.account);
  let stopping: Promise<void> | undefined;
  const gone = program.ended.then(async (reason) => {
    await watch.end();
    if (stopping === undefined) options.onExit(reason ?? 'somebody stopped it');
  });

  async function stop(): Promise<void> {
    beginStop();
    child.ref();
    child.kill('SIGINT');
    if (await settlesWithin(gone, FAST_SHUTDOWN_MS)) return;
    options.log.warn('PostgreSQL does not stop; it is stopped without writing what its log holds already');
    child.kill('SIGQUIT');
    if (await settlesWithin(gone, IMMEDIATE_SHUTDOWN_MS)) return;
    throw new Error(`PostgreSQL, process ${child.pid}, does not stop.`);
  }

  return {
    pid: child.pid,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

async function settlesWithin(promise: Promise<void>, limitMs: number): Promise<boolean> {
  const cancel = new AbortController();
  try {
    const late = delay(limitMs, false, { signal: cancel.signal });
    late.catch(() => undefined);
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    cancel.abort();
  }
}

function logLine(log: Log, line: string, isStopping: boolean): void {
  const severity = /^([A-Z]+): /.exec(line)?.[1];
  const message = `PostgreSQL: ${line.replace(/^[A-Z]+: +/, '')}`;
  if (severity === 'PANIC') log.error(message);
  // A server that is stopping logs a FATAL for every connection that it ends.
  else if (severity === 'FATAL' && !isStopping) log.warn(message);
  else log.debug(message);
}
