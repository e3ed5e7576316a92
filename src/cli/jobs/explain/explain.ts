/** `musterd jobs explain`: why a device has not moved, each reason with the facts that it is based on. */
import { apiOptions, openApi } from '../../api.ts';
import type { CommandBody, Terminal } from '../../command.ts';
import { choiceOf } from '../../parse-options.ts';
import { instant } from '../../table.ts';
import { type Paint, painterOf, statusColor } from '../../terminal/color.ts';
import { type Facts, gatherFacts } from './facts.ts';
import { plain, type Reason, reasonCodes } from './reason.ts';
import { reasonsOf } from './reasons.ts';

const outputs = ['text', 'json'] as const;

export const jobsExplain: CommandBody = {
  operand: { placeholder: 'JOB', help: 'The identifier of the job' },
  secondOperand: { placeholder: 'THING', help: 'The name of the thing' },
  options: [
    { name: 'output', placeholder: outputs.join('|'), help: 'For people, or for scripts', defaultText: 'text' },
    ...apiOptions,
  ],
  remarks: [
    {
      term: '',
      help: 'The exit code is 0 when there is an explanation, and 1 when there is no such job or no such thing.',
    },
    { term: '', help: 'The reasons, by their codes in the JSON; the first one is the one to look at:' },
    { term: '', help: '' },
    ...Object.entries(reasonCodes).map(([term, help]) => ({ term, help })),
  ],
  async run({ operand: jobId = '', output = 'text', secondOperand: thingName = '', ...values }, terminal) {
    const format = choiceOf('--output', output, outputs);
    const known = await gatherFacts(await openApi(values), jobId, thingName);
    const { now } = known.reach ?? {};
    const nowMs = now === undefined ? Date.now() : Number(now) * 1_000;
    const reasons = reasonsOf(known, nowMs);
    if (format === 'json') terminal.print(`${JSON.stringify(explanation(known, reasons, nowMs), null, 4)}\n`);
    else terminal.print(page(known, reasons, painterOf(terminal)));
    complainOfUnknown(known, terminal);
    return known.job === undefined || !known.thingExists ? 1 : 0;
  },
};

function explanation({ execution, job, jobId, thingName, unknown }: Facts, reasons: readonly Reason[], nowMs: number) {
  return {
    jobId,
    thingName,
    now: instant(nowMs / 1_000),
    jobStatus: job?.status,
    executionStatus: execution?.status,
    executionNumber: execution?.executionNumber === undefined ? undefined : Number(execution.executionNumber),
    reasons,
    unknown,
  };
}

function page(known: Facts, reasons: readonly Reason[], paint: Paint): string {
  const { execution, job, jobId, thingName } = known;
  const status = execution?.status ?? 'no execution';
  const jobStatus = job?.status ?? 'gone';
  const ofJob = `Job ${paint(jobId, 'bold')} (${paint(jobStatus, statusColor(jobStatus))})`;
  const head = `${ofJob} on ${paint(thingName, 'bold')}: ${paint(status, statusColor(status))}`;
  const blocks = reasons.map((reason, index) => block(reason, reasons.length > 1 ? `${index + 1}. ` : '', paint));
  return `${head}\n\n${blocks.join('\n')}`;
}

function block({ facts, next, sentence }: Reason, number: string, paint: Paint): string {
  const based = Object.entries(facts).map(([name, value]) => `${name}=${shown(value)}`);
  return [
    `${number}${plain(sentence)}`,
    ...(based.length === 0 ? [] : [`   ${paint('because', 'dim')}  ${based.join(' ')}`]),
    ...(next === undefined ? [] : [`   ${paint('next', 'dim')}     ${next}`]),
    '',
  ].join('\n');
}

function shown(value: string | number | boolean): string {
  const text = plain(String(value));
  return /\s/.test(text) ? JSON.stringify(text) : text;
}

function complainOfUnknown({ unknown }: Facts, terminal: Terminal): void {
  for (const what of unknown) terminal.complain(`musterd: not looked at: ${plain(what)}\n`);
}
