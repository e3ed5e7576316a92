/** What a set of runs has reached: cells of both transition tables, and the places at which processes crashed. */
import { type JobEvent, jobTransitions } from '../../src/domain/job/transitions.ts';
import { type JobExecutionEvent, jobExecutionTransitions } from '../../src/domain/job-execution/transitions.ts';
import { crashPlaces } from './crashes.ts';
import { type Cause, joinsBy, leavesBy } from './model/reach.ts';
import type { Cover } from './model/state.ts';
import { workerNames } from './process.ts';

export interface Coverage extends Cover {
  crash(who: string, place: string): void;
  /** Counts anything else that is worth knowing, for example how often an operation was refused. */
  count(what: string, times?: number): void;
  /** How much there was of everything, over all runs that came to their end. */
  totals(): Totals;
  /** A table of what was reached, for people. */
  report(): string;
  /** What can be reached and was not. */
  missing(): readonly string[];
}

export interface Totals {
  readonly jobs: number;
  readonly things: number;
  readonly executions: number;
  readonly operations: number;
  readonly requests: number;
  readonly connections: number;
  readonly crashes: number;
}

/** Cells that nothing leads to, and why. */
const unreachable: Readonly<Record<string, string>> = {
  'job: abort in COMPLETED': 'nothing of a completed job ends any more',
  'job: abort in DELETION_IN_PROGRESS': 'its executions are gone before the criteria are looked at',
  'job: complete in DELETION_IN_PROGRESS': 'the engine does not look at it any more',
  'job: complete in COMPLETED': 'nothing of a completed job ends any more',
  'job: start in DELETION_IN_PROGRESS': 'the schedule goes with the beginning of the deletion',
  'job: pause in DELETION_IN_PROGRESS': 'the schedule goes with the beginning of the deletion',
};

/** Who works at the database in which way. */
const crashesOf: Readonly<Record<string, readonly string[]>> = {
  operator: crashPlaces.filter((place) => place !== 'after a query'),
  devices: ['before a query', 'after a query'],
  announcer: ['before a query', 'after a query'],
  ...Object.fromEntries(workerNames.map((name) => [name, crashPlaces])),
  completion: ['before a query', 'inside a transaction', 'before a commit', 'after a commit'],
};

const causes: readonly Cause[] = [
  'a device connects',
  'a device disconnects',
  'a crash',
  'a thing changes',
  'a static group',
  'a query',
];

/** What no table names and must have happened. */
const events = [
  ...causes.flatMap((cause) => [joinsBy(cause), leavesBy(cause)]),
  joinsBy('a new thing'),
  'dynamic groups: crowded out',
  'dynamic groups: one makes room for a static group',
  'dynamic groups: a job gives an execution to one that joins',
  'dynamic groups: a job takes an execution from one that leaves',
  'groups: a snapshot job reaches one that has left since',
  'namespaces: a list changes',
  'namespaces: another one has the next execution',
  'namespaces: a call tells a further one',
  'namespaces: a request of its own',
  'namespaces: a request of another one',
  'namespaces: a request for the next one of it',
  'a crash comes before connections are written down',
  'a crash comes after connections are written down',
];

export function createCoverage(): Coverage {
  const reached = new Map<string, number>();
  const count = (what: string, times = 1) => reached.set(what, (reached.get(what) ?? 0) + times);
  const timesOf = (what: string) => reached.get(what) ?? 0;
  const cells = [
    ...events,
    ...cellsOf('job', jobTransitions),
    ...cellsOf('execution', jobExecutionTransitions),
    ...Object.entries(crashesOf).flatMap(([who, places]) => places.map((place) => `crash: ${who} ${place}`)),
  ];
  /** Of all names that begin like this. */
  const sumOf = (beginning: string) =>
    [...reached].reduce((sum, [what, times]) => sum + (what.startsWith(beginning) ? times : 0), 0);
  const isReachable = (cell: string) => unreachable[cell] === undefined;

  return {
    job: (status, event) => count(`job: ${event satisfies string as JobEvent} in ${status}`),
    execution: (status, event) => count(`execution: ${event satisfies string as JobExecutionEvent} in ${status}`),
    event: count,
    crash: (who, place) => count(`crash: ${who} ${place}`),
    count,
    missing: () => cells.filter((cell) => isReachable(cell) && timesOf(cell) === 0),
    totals: () => ({
      jobs: timesOf('jobs'),
      things: timesOf('things'),
      executions: timesOf('executions'),
      operations: sumOf('operations'),
      requests: sumOf('requests'),
      connections: sumOf('connections'),
      crashes: sumOf('crash: '),
    }),
    report() {
      const others = [...reached.keys()].filter((what) => !cells.includes(what)).sort();
      const lines = [...others, ...cells].map((what) => `${String(timesOf(what)).padStart(8)}  ${what}${whyNot(what)}`);
      return lines.join('\n');
    },
  };

  function whyNot(cell: string): string {
    if (timesOf(cell) > 0) return '';
    return unreachable[cell] === undefined ? '' : `  (${unreachable[cell]})`;
  }
}

function cellsOf(what: string, table: Readonly<Record<string, Readonly<Record<string, string>>>>): string[] {
  return Object.entries(table).flatMap(([status, row]) =>
    Object.keys(row).map((event) => `${what}: ${event} in ${status}`),
  );
}
