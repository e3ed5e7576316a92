/** `musterd jobs wait`: returns when a job has got where it is waited for. */
import { apiOptions, openApi } from '../api.ts';
import { type CommandBody, CommandFailure } from '../command.ts';
import { choiceOf } from '../parse-options.ts';
import { LeftBar } from './left-bar.ts';
import { pollingOf, pollJob, pollOptions } from './poll.ts';
import { finished, progressOf, total } from './progress.ts';

const ends = ['completed', 'canceled', 'deleted'] as const;

export const jobsWait: CommandBody = {
  operand: { placeholder: 'JOB', help: 'The identifier of the job' },
  options: [
    { name: 'until', placeholder: ends.join('|'), help: 'What is waited for', defaultText: 'completed' },
    ...pollOptions,
    ...apiOptions,
  ],
  remarks: [
    {
      term: '',
      help: 'The exit code is 0 when it is so, 1 when it cannot be so any more, and 124 when the time is over.',
    },
  ],
  async run({ operand: jobId = '', ...values }, terminal) {
    const until = choiceOf('--until', values['until'] ?? 'completed', ends);
    const polling = pollingOf(values);
    const api = await openApi(values);
    const bar = new LeftBar(jobId, terminal, Date.now());
    const code = await pollJob(api, jobId, polling, (job) => {
      if (job === undefined) {
        if (until === 'deleted') return 0;
        throw new CommandFailure(`The job ${jobId} does not exist.`);
      }
      if (job.status === until.toUpperCase()) return 0;
      // Of the other ends none leads back, except that everything can be deleted.
      const isElsewhere = ['COMPLETED', 'CANCELED', 'DELETION_IN_PROGRESS'].includes(job.status ?? '');
      if (until !== 'deleted' && isElsewhere) throw new CommandFailure(`The job ${jobId} is ${job.status}.`);
      const progress = progressOf(job);
      bar.show(
        until === 'deleted' ? total(progress) : total(progress) - finished(progress),
        Date.now(),
        job.status ?? '',
      );
      return undefined;
    });
    if (code === 0) bar.end(until, Date.now());
    return code;
  },
};
