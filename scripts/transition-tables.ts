/** The transition tables of jobs and job executions, as the documents show them. */
import { jobTransitions } from '../src/domain/job/transitions.ts';
import { jobExecutionTransitions } from '../src/domain/job-execution/transitions.ts';

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Events are rows, since there are more of them than states; a dash is a refusal. */
function markdown(table: Table): string {
  const states = Object.keys(table);
  const [first = {}] = Object.values(table);
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const code = (text: string) => (text === 'refused' ? '–' : text === 'deleted' ? '(gone)' : `\`${text}\``);
  return [
    row(['', ...states.map(code)]),
    row(['', ...states].map(() => '---')),
    ...Object.keys(first).map((event) => row([event, ...states.map((state) => code(table[state]?.[event] ?? ''))])),
  ].join('\n');
}

export const jobTransitionsTable = () => markdown(jobTransitions);
export const jobExecutionTransitionsTable = () => markdown(jobExecutionTransitions);
