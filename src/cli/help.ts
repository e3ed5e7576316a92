/** Prints help from the tables of commands and options. */
import type { Command, CommandBody, Option } from './command.ts';

/** The widest left column; longer terms get a line of their own. */
const COLUMN = 30;

export function programHelp(commands: readonly Command[]): string {
  return [
    'musterd: a self-hosted, open-source service that speaks AWS IoT Jobs.',
    '',
    'Usage: musterd COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...commands.map((command) => row(command.name, command.sentence)),
    row('iot, iot-jobs-data', "Every operation of the two services, in the AWS CLI's own words"),
    row('x', "Every operation of musterd's own, in the same manner"),
    row('configure', 'Write and read the configuration that iot, iot-jobs-data and x use'),
    '',
    'musterd COMMAND --help tells more about one command, musterd help about all; musterd --version tells the version.',
    '',
  ].join('\n');
}

export function commandHelp(command: Command, body: CommandBody): string {
  const operands = [body.operand, body.secondOperand].filter((operand) => operand !== undefined);
  const lines = [
    `${command.sentence}.`,
    '',
    `Usage: musterd ${command.name}${operands.map(({ placeholder }) => ` ${placeholder}`).join('')}${body.options.length > 0 ? ' [OPTIONS]' : ''}`,
  ];
  if (operands.length > 0) lines.push('', ...operands.map(({ help, placeholder }) => row(placeholder, help)));
  if (body.options.length > 0) lines.push('', 'Options:', ...body.options.map(optionRow));
  if (body.remarks !== undefined) {
    lines.push('', ...body.remarks.map((remark) => (remark.term === '' ? remark.help : row(remark.term, remark.help))));
  }
  return `${lines.join('\n')}\n`;
}

function optionRow(option: Option): string {
  const term = option.placeholder === undefined ? `--${option.name}` : `--${option.name} ${option.placeholder}`;
  return row(term, option.defaultText === undefined ? option.help : `${option.help} [${option.defaultText}]`);
}

function row(term: string, help: string): string {
  if (term.length > COLUMN - 4) return `  ${term}\n${' '.repeat(COLUMN)}${help}`;
  return `  ${term.padEnd(COLUMN - 2)}${help}`;
}
