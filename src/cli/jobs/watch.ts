/** `musterd jobs watch`: the live progress of one job; drawn in place on a terminal, line by line elsewhere. */
import { apiOptions, openApi } from '../api.ts';
import { type CommandBody, CommandFailure, type Terminal } from '../command.ts';
import { type Paint, painterOf, statusColor } from '../terminal/color.ts';
import { LiveLines } from '../terminal/live.ts';
import { cutTo, displayWidth } from '../terminal/width.ts';
import { type Failure, lastFailures } from './failures.ts';
import { pollingOf, pollJob, pollOptions } from './poll.ts';
import {
  durationText,
  finished,
  isOver,
  type Job,
  limitText,
  Pace,
  type Progress,
  progressOf,
  total,
} from './progress.ts';
import { countsLine, progressBar } from './progress-lines.ts';

const FAILURES_SHOWN = 5;
const WIDEST = 100;

export const jobsWatch: CommandBody = {
  operand: { placeholder: 'JOB', help: 'The identifier of the job' },
  options: [...pollOptions, ...apiOptions],
  remarks: [
    {
      term: '',
      help: 'The exit code is 0 when the job is over, 1 if an execution failed, timed out or was rejected, and 124',
    },
    { term: '', help: 'when the time is over.' },
  ],
  async run({ operand: jobId = '', ...values }, terminal) {
    const polling = pollingOf(values);
    const api = await openApi(values);
    const show = terminal.isTerminal ? drawer(jobId, terminal) : lineWriter(jobId, terminal);
    const pace = new Pace();
    let failures: readonly Failure[] = [];
    let failed = 0;
    let isKnown = false;
    return pollJob(api, jobId, polling, async (job) => {
      if (job === undefined) {
        if (!isKnown) throw new CommandFailure(`The job ${jobId} does not exist. See musterd jobs ls.`);
        terminal.print(`${jobId} is deleted.\n`);
        return failed > 0 ? 1 : 0;
      }
      isKnown = true;
      const progress = progressOf(job);
      pace.add(progress, Date.now());
      if (progress.failed !== failed) failures = await lastFailures(api, jobId, FAILURES_SHOWN, failures);
      failed = progress.failed;
      show({ job, progress, pace, failures });
      return isOver(progress) ? (failed > 0 ? 1 : 0) : undefined;
    });
  },
};

interface View {
  readonly job: Job;
  readonly progress: Progress;
  readonly pace: Pace;
  readonly failures: readonly Failure[];
}

function drawer(jobId: string, terminal: Terminal): (view: View) => void {
  const columns = () => process.stdout.columns || 80;
  const lines = new LiveLines({ write: terminal.print, columns });
  const paint = painterOf(terminal);
  return (view) => lines.draw(viewLines(jobId, view, Math.min(columns() - 1, WIDEST), paint));
}

/** All fit into `width` columns. */
export function viewLines(jobId: string, view: View, width: number, paint: Paint): string[] {
  const { failures, job, pace, progress } = view;
  const all = total(progress);
  const percent = all === 0 ? 0 : Math.floor((100 * finished(progress)) / all);
  const name = cutTo(jobId, Math.max(8, width - 34));
  const shown = failures.map(({ reason, status, thingName }) => {
    const thing = cutTo(thingName, 30);
    const room = width - 2 - displayWidth(thing) - 2 - status.length - 2;
    return `  ${thing}  ${paint(status, statusColor(status))}  ${cutTo(reason, Math.max(1, room))}`;
  });
  return [
    `${paint(name, 'bold')}  ${paint(progress.status, statusColor(progress.status))}  ${job.targetSelection ?? ''}`,
    `${progressBar(progress, Math.max(10, width - 24), paint)}  ${cutTo(`${finished(progress)} of ${all} (${percent}%)`, 22)}`,
    countsLine(progress, width, paint),
    cutTo(paceLine(progress, pace), width),
    ...(shown.length === 0 ? [] : [paint('last failures', 'bold'), ...shown]),
  ];
}

/** For example `50/min, rollout limit 100/min, about 8m to go`. */
function paceLine(progress: Progress, pace: Pace): string {
  const { perMinute } = pace;
  const parts = [perMinute === undefined ? 'measuring the rate' : `${Math.round(perMinute)}/min`];
  const limit = limitText(progress);
  if (limit !== undefined) parts.push(limit);
  const timeToGo = pace.timeToGoMs(progress);
  if (timeToGo !== undefined && !isOver(progress)) parts.push(`about ${durationText(timeToGo)} to go`);
  return parts.join(', ');
}

/** One line for each change, and one for each new failure. */
function lineWriter(jobId: string, terminal: Terminal): (view: View) => void {
  let last = '';
  let told: readonly Failure[] = [];
  return ({ failures, progress }) => {
    const { canceled, failed, inProgress, queued, succeeded } = progress;
    const line =
      `${jobId} ${progress.status} ${finished(progress)}/${total(progress)} succeeded=${succeeded} failed=${failed} ` +
      `canceled=${canceled} in-progress=${inProgress} queued=${queued}\n`;
    if (line !== last) terminal.print(line);
    last = line;
    for (const failure of failures) {
      if (told.includes(failure)) continue;
      terminal.print(`${jobId} ${failure.status} ${failure.thingName} ${failure.reason}\n`);
    }
    told = failures;
  };
}
