/** What the tables of command lines are made of. */

export type Aspect = 'code' | 'stdout' | 'stderr' | 'requests';

export interface Row {
  /** As one types it; words with blanks are in single quotes. Every `§` stands for a text that each tool has of its own. */
  readonly line: string;
  /** Waits until the execution of this job on this thing exists, before the next line. */
  readonly awaits?: { readonly thing: string; readonly job: string };
  /** Waits until this job is gone. */
  readonly awaitsGone?: string;
  /** The line needs a newer API model than the second major version of the tool may have: the first one judges. */
  readonly needsNewModel?: true;
  /** Where the tools are meant to differ, and why; everything else is the same. */
  readonly differs?: { readonly in: readonly Aspect[]; readonly reason: string };
}

export interface Scenario {
  readonly name: string;
  /** What makes the state that the rows need; not compared. */
  readonly before?: readonly (string | Row)[];
  readonly rows: readonly (string | Row)[];
}

export function rowOf(row: string | Row): Row {
  return typeof row === 'string' ? { line: row } : row;
}

/** The words of a line. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** A line that only tools with a newer API model know. */
export function withNewModel(line: string): Row {
  return { line, needsNewModel: true };
}

export const errorDetails = 'newer versions of the original show the further members of an error below its message';
