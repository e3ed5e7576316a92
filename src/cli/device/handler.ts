/** Runs the program that does a job: the document on its standard input, its outcome from its exit code and its last words. */
import { type ChildProcess, spawn } from 'node:child_process';

export interface Work {
  readonly thingName: string;
  readonly jobId: string;
  readonly executionNumber: number;
  readonly document: string;
}

export interface Outcome {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'REJECTED';
  readonly statusDetails: Readonly<Record<string, string>>;
}

export interface HandlerOptions {
  readonly program: string;
  /** After this time the program is killed and the execution has failed. */
  readonly timeoutMs: number;
  /** Told what the program has reported so far, at each change. */
  readonly onDetails: (details: Readonly<Record<string, string>>) => void;
  /** What the program writes beside that. */
  readonly onOutput: (text: string) => void;
}

export interface RunningHandler {
  readonly outcome: Promise<Outcome>;
  /** Ends the program and everything that it started. */
  kill(): void;
}

/** The program does not want this job; `EX_DATAERR` of sysexits.h. */
const REJECTED_CODE = 65;
const MOST_DETAILS = 10;
const LONGEST_VALUE = 1_024;
const LONGEST_LINE = 8_192;
const GRACE_MS = 5_000;
const TIMED_OUT = 'the handler timed out';

export function startHandler(work: Work, { onDetails, onOutput, program, timeoutMs }: HandlerOptions): RunningHandler {
  const child = spawn(program, [], {
    // A group of its own, so that what it starts can be ended with it.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      MUSTERD_THING_NAME: work.thingName,
      MUSTERD_JOB_ID: work.jobId,
      MUSTERD_EXECUTION_NUMBER: String(work.executionNumber),
    },
  });
  let details: Readonly<Record<string, string>> = {};
  let lastWords = '';
  let isTimedOut = false;
  readLines(child.stdout, (line) => {
    const changed = withDetail(details, line);
    if (changed === undefined) return onOutput(`${line}\n`);
    details = changed;
    onDetails(details);
  });
  readLines(child.stderr, (line) => {
    lastWords = line.trim() === '' ? lastWords : line;
    onOutput(`${line}\n`);
  });
  // A program that does not read its input is none of our business.
  child.stdin.on('error', () => undefined);
  child.stdin.end(work.document);
  const timer = setTimeout(() => {
    isTimedOut = true;
    endGroup(child);
  }, timeoutMs);
  const outcome = new Promise<Outcome>((resolve) => {
    const end = (status: Outcome['status'], reason: string) => {
      clearTimeout(timer);
      const statusDetails = reason === '' ? details : { ...details, reason: cleaned(reason) };
      resolve({ status, statusDetails: Object.fromEntries(Object.entries(statusDetails).slice(-MOST_DETAILS)) });
    };
    child.once('error', (error) => end('FAILED', `the handler does not start: ${error.message}`));
    child.once('close', (code, signal) => {
      if (isTimedOut) end('FAILED', TIMED_OUT);
      else if (code === 0) end('SUCCEEDED', '');
      else end(code === REJECTED_CODE ? 'REJECTED' : 'FAILED', lastWords || `the handler ended with ${signal ?? code}`);
    });
  });
  return { outcome, kill: () => endGroup(child) };
}

/** With the detail that a line `name=value` tells; undefined for any other line, and for one name too many. */
export function withDetail(
  details: Readonly<Record<string, string>>,
  line: string,
): Readonly<Record<string, string>> | undefined {
  const [, name, value] = /^([a-zA-Z0-9:_-]{1,128})=(.+)$/.exec(line.trim()) ?? [];
  if (name === undefined || value === undefined) return undefined;
  // One place is kept for the reason.
  if (!(name in details) && Object.keys(details).length >= MOST_DETAILS - 1) return undefined;
  return { ...details, [name]: cleaned(value) };
}

/** As the service takes values. */
function cleaned(text: string): string {
  return [...text.replace(/\p{C}+/gu, ' ')].slice(0, LONGEST_VALUE).join('');
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}

function endGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS);
  child.once('close', () => clearTimeout(timer));
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It ended by itself in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
