/** The log: pino's JSON lines for machines, short lines for people, and no secrets in either. */
import pino from 'pino';
import { DatabaseUnavailable } from './database-unavailable.ts';
import { lineLimit } from './line-limit.ts';

export type Log = pino.Logger;

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogOptions {
  readonly level: LogLevel;
  /** `pretty` writes one short line for a person, `json` one object a line. */
  readonly format: 'json' | 'pretty';
  /** Takes whole lines; standard error if absent. */
  readonly write?: (line: string) => void;
}

const secretNames = [
  'authorization',
  'password',
  'privateKey',
  'PrivateKey',
  'privateKeyPem',
  'secretAccessKey',
  'sessionToken',
  'x-amz-security-token',
];
/** pino matches exact depths only, so each name is listed for the first three. */
const redactedPaths = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

/** What is to be said of a fault is said by fewer lines. */
const LINES_PER_MINUTE = 20;

/**
 * Opens a log. Writing is synchronous, so that the lines before a crash are not lost. Lines with the same message are written
 * some times a minute, then counted. Of an outage of the database the store tells, so whoever notices it does not.
 */
export function openLog(options: LogOptions): Log {
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const limit = lineLimit(LINES_PER_MINUTE, (message, lines) =>
    log.warn({ lines, like: message }, 'lines were left out in the last minute'),
  );
  const log = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      redact: { paths: redactedPaths, censor: '(secret)' },
      hooks: {
        logMethod(parameters, write, level) {
          const [facts, message] = parameters;
          if (isOutage(facts) || (level >= INFO && !limit.allows(message ?? String(facts)))) return;
          write.apply(this, parameters);
        },
      },
    },
    { write: options.format === 'json' ? write : (line) => write(prettyLine(line)) },
  );
  return log;
}

const INFO = pino.levels.values['info'] ?? 0;

function isOutage(facts: unknown): boolean {
  return (
    typeof facts === 'object' &&
    facts !== null &&
    'err' in facts &&
    facts.err instanceof DatabaseUnavailable &&
    facts.err.isOutage
  );
}

/** Library errors carry whole connection objects with them, so only the useful members are taken. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return { name, message, code, stack, cause: cause === undefined ? undefined : describeError(cause) };
}

/** `12:34:56.789 WARN  message key=value`, with the stack of an error below it. */
function prettyLine(line: string): string {
  // The lines are those that pino has just made.
  const { time, level, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const pairs = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const head = [String(time).slice(11, 23), String(level).toUpperCase().padEnd(5), msg, ...pairs];
  const stack = err === undefined ? '' : `\n${(err as { stack?: string }).stack ?? JSON.stringify(err)}`;
  return `${head.filter((part) => part !== undefined).join(' ')}${stack}\n`;
}
