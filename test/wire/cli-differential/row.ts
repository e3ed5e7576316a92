/** What the tables of command lines are made of. */

export type Aspect = 'code' | 'stdout' | 'stderr' | 'requests';

export interface Difference {
  readonly in: readonly Aspect[];
  readonly reason: string;
  /** They may also be the same. */
  readonly isByChance?: true;
}

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
  readonly differs?: Difference;
  /** The same beside the first major version, whose exit codes are others anyway. */
  readonly differsFromFirst?: Difference;
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

/** A line that the first major version answers otherwise. */
export function unlikeFirst(row: string | Row, differsFromFirst: Difference): Row {
  return { ...rowOf(row), differsFromFirst };
}

export const noYaml: Difference = {
  in: ['requests', 'stdout', 'stderr', 'code'],
  reason: 'the first major version knows no YAML',
};
export const noDetails: Difference = {
  in: ['stderr'],
  reason: 'the first major version does not show the further members of an error',
};
export const anyEnum: Difference = {
  in: ['stdout'],
  reason: 'the first major version takes a value by chance where several are allowed',
  isByChance: true,
};

export const errorDetails = 'newer versions of the original show the further members of an error below its message';
