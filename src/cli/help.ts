/** Prints help from the tables of commands and options, as wide as the terminal, and in 80 columns elsewhere. */
import { wrap } from './aws/help/page.ts';
import type { Command, CommandBody, Option, Terminal } from './command.ts';

/** The widest left column; longer terms get a line of their own. */
const COLUMN = 30;
const NARROWEST = 60;
const WIDEST_ELSEWHERE = 80;

/** How wide a line of help may be. */
export function helpWidth({ isTerminal }: Pick<Terminal, 'isTerminal'>): number {
  return isTerminal ? Math.max(process.stdout.columns || WIDEST_ELSEWHERE, NARROWEST) : WIDEST_ELSEWHERE;
}

export function programHelp(commands: readonly Command[], width: number): string {
  return page(
    [
      'musterd: a self-hosted, open-source service that speaks AWS IoT Jobs.',
      '',
      'Usage: musterd COMMAND [OPTIONS]',
      '',
      'Commands:',
      ...commands.map((command) => row(command.name, command.sentence, width)),
      row('iot, iot-jobs-data', "Every operation of the two services, in the AWS CLI's own words", width),
      row('x', "Every operation of musterd's own, in the same manner", width),
      row('configure', 'Write and read the configuration that iot, iot-jobs-data and x use', width),
      '',
      'musterd COMMAND --help tells more about one command, musterd help about all; musterd --version tells the version.',
    ],
    width,
  );
}

/** The commands that begin with these words; undefined if none does, or if the words are a command themselves. */
export function groupHelp(words: string, commands: readonly Command[], width: number): string | undefined {
  const members = commands.filter(({ name }) => name.startsWith(`${words} `));
  if (members.length === 0) return undefined;
  return page(
    [
      `Usage: musterd ${words} COMMAND [OPTIONS]`,
      '',
      'Commands:',
      ...members.map(({ name, sentence }) => row(name, sentence, width)),
      '',
      `musterd ${words} COMMAND --help tells more about one of them.`,
    ],
    width,
  );
}

export function commandHelp(command: Command, body: CommandBody, width: number): string {
  const operands = [body.operand, body.secondOperand].filter((operand) => operand !== undefined);
  const lines = [
    `${command.sentence}.`,
    '',
    `Usage: musterd ${command.name}${operands.map(({ placeholder }) => ` ${placeholder}`).join('')}${body.options.length > 0 ? ' [OPTIONS]' : ''}`,
  ];
  if (operands.length > 0) lines.push('', ...operands.map(({ help, placeholder }) => row(placeholder, help, width)));
  if (body.options.length > 0) lines.push('', 'Options:', ...body.options.map((option) => optionRow(option, width)));
  if (body.remarks !== undefined) {
    lines.push('', ...body.remarks.map(({ help, term }) => (term === '' ? help : row(term, help, width))));
  }
  return page(lines, width);
}

/** Rows are wrapped already; other lines that are too long are broken at blanks. */
function page(lines: readonly string[], width: number): string {
  const broken = lines.flatMap((line) => (line.includes('\n') || line.startsWith(' ') ? [line] : wrap(line, width)));
  return `${broken.join('\n')}\n`;
}

function optionRow(option: Option, width: number): string {
  const term = option.placeholder === undefined ? `--${option.name}` : `--${option.name} ${option.placeholder}`;
  return row(term, option.defaultText === undefined ? option.help : `${option.help} [${option.defaultText}]`, width);
}

function row(term: string, help: string, width: number): string {
  const [first = '', ...rest] = wrap(help, width - COLUMN).map((line) => ' '.repeat(COLUMN) + line);
  const head = term.length > COLUMN - 4 ? `  ${term}\n${first}` : `  ${term}`.padEnd(COLUMN) + first.slice(COLUMN);
  return [head, ...rest].join('\n');
}
