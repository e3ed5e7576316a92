/** Colours for people at a terminal; `NO_COLOR` and `TERM=dumb` switch them off, `FORCE_COLOR` on. */
import type { Terminal } from '../command.ts';

const codes = { red: 31, green: 32, yellow: 33, blue: 34, grey: 90, bold: 1, dim: 2 } as const;
export type Color = keyof typeof codes;
export type Paint = (text: string, color: Color | undefined) => string;

export function painter(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Paint {
  const { FORCE_COLOR = '', NO_COLOR = '', TERM } = environment;
  const isColored = NO_COLOR === '' && (isTerminal ? TERM !== 'dumb' : FORCE_COLOR !== '' && FORCE_COLOR !== '0');
  return (text, color) =>
    isColored && color !== undefined && text !== '' ? `\u001b[${codes[color]}m${text}\u001b[0m` : text;
}

export function painterOf(terminal: Terminal): Paint {
  return painter(terminal.isTerminal);
}

const statusColors: Readonly<Record<string, Color | undefined>> = {
  SUCCEEDED: 'green',
  COMPLETED: 'green',
  IN_PROGRESS: 'yellow',
  QUEUED: 'blue',
  SCHEDULED: 'blue',
  FAILED: 'red',
  TIMED_OUT: 'red',
  REJECTED: 'red',
  DELETION_IN_PROGRESS: 'red',
  CANCELED: 'grey',
  REMOVED: 'grey',
};

/** Of a job or an execution. */
export function statusColor(status: string): Color | undefined {
  return statusColors[status];
}
