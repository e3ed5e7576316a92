/** What an error of the driver says about the database itself, if it does. */
import pg from 'pg';

export interface Trouble {
  /** A sentence for anybody. */
  readonly reason: string;
  /** Whether reading may work all the same. */
  readonly isAboutWriting: boolean;
  /** False if it may be the fault of the one statement. */
  readonly isGeneral: boolean;
}

export const AWAY: Trouble = { reason: 'The database cannot be reached.', isAboutWriting: false, isGeneral: true };
/** What the heartbeat tells of. */
export const SILENT: Trouble = { reason: 'The database does not answer.', isAboutWriting: false, isGeneral: true };
const knownStates: Readonly<Record<string, string>> = {
  '25006': 'The database is read-only.',
  '53100': 'The disk of the database is full.',
  '53300': 'The database has no connection left.',
};
const QUERY_CANCELED = '57014';
const TOO_LONG: Trouble = { reason: 'The database took too long.', isAboutWriting: false, isGeneral: false };
const BUSY: Trouble = { reason: 'No connection to the database was free.', isAboutWriting: false, isGeneral: false };
/** The driver's own words: its errors have no codes. */
const NONE_FREE = 'timeout exceeded when trying to connect';
const NO_ANSWER = 'Query read timeout';
/** SQLSTATE classes: insufficient resources, system error, internal error. */
const brokenClasses = ['53', '58', 'XX'];
/** Connection exception, operator intervention. */
const awayClasses = ['08', '57'];

/** Undefined for an error that says nothing about the database, as that of a constraint does. */
export function troubleOf(error: unknown): Trouble | undefined {
  // The driver has errors of its own for a connection that is lost or cannot be made.
  if (!(error instanceof pg.DatabaseError)) return error instanceof Error && error.message === NONE_FREE ? BUSY : AWAY;
  const { code = '' } = error;
  if (code === QUERY_CANCELED) return TOO_LONG;
  const known = knownStates[code];
  if (known !== undefined) return { reason: known, isAboutWriting: true, isGeneral: true };
  if (brokenClasses.includes(code.slice(0, 2))) {
    return { reason: `The database reports a fault (${code}).`, isAboutWriting: true, isGeneral: true };
  }
  return awayClasses.includes(code.slice(0, 2)) ? AWAY : undefined;
}

/** Whether nothing came back by a connection, not even that a statement took too long: the others may be as dead. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === NO_ANSWER;
}
