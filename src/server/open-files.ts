/**
 * Leaves room for the database and for operators where the system lets this process open few files: a connection is one, and
 * without a limit devices would take them all.
 */
import { readFile } from 'node:fs/promises';
import type { Log } from '../lib/log.ts';

/** Connections that each kind of listener may have. */
export interface ConnectionLimits {
  readonly mqtt: number;
  /** Of the HTTP and the HTTPS port each. */
  readonly http: number;
}

/** The database, files, the program itself. */
const RESERVED = 200;
const SHARE_OF_HTTP = 0.1;
const FEWEST = 16;
/** Fewer than these are worth a line in the log of everybody. */
const FEW = 2_000;

/** As many connections as fit, and no more than `wanted`. Node has raised its own limit as far as it may. */
export function fittingConnections(openFiles: number | undefined, wanted: ConnectionLimits): ConnectionLimits {
  if (openFiles === undefined) return wanted;
  const left = Math.max(0, openFiles - RESERVED);
  const http = Math.floor(left * SHARE_OF_HTTP);
  return {
    mqtt: Math.min(wanted.mqtt, Math.max(FEWEST, left - 2 * http)),
    http: Math.min(wanted.http, Math.max(FEWEST, http)),
  };
}

/** The limits, with one line in the log if they are lower than what is wanted: a warning if they are low. */
export async function connectionLimits(wanted: ConnectionLimits, log: Log): Promise<ConnectionLimits> {
  const openFiles = await openFilesLimit();
  const fitting = fittingConnections(openFiles, wanted);
  if (fitting.mqtt < wanted.mqtt || fitting.http < wanted.http) {
    log[fitting.mqtt < FEW ? 'warn' : 'debug'](
      { openFiles, mqttConnections: fitting.mqtt, httpConnections: fitting.http },
      'fewer connections are taken than the settings say, as this process may not open more files: raise the limit (ulimit -Hn, LimitNOFILE of systemd) for more',
    );
  }
  return fitting;
}

/** How many files this process may have open; undefined where the system does not say, or sets no limit. */
async function openFilesLimit(): Promise<number | undefined> {
  const text = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const soft = /^Max open files\s+(\d+)/m.exec(text)?.[1];
  return soft === undefined ? undefined : Number(soft);
}
