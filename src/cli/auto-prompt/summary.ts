/** What a command is for and what it takes, in a few lines, for somebody who is writing it. */
import { inputDocumentation } from '../../contract/documentation/documentation.ts';
import type { OperationContract } from '../../contract/operation.ts';
import { isCommandGroup } from '../aws/command-groups.ts';
import { wordAfterOptions } from '../aws/is-aws-line.ts';
import { wordOf } from '../aws/names.ts';
import { optionsOf } from '../aws/operation-options.ts';
import { commandsOf } from '../aws/operations.ts';
import { commands } from '../commands.ts';
import { commandHelp } from '../help.ts';

/** As wide as a page elsewhere: it is read beside the line. */
const WIDTH = 80;

/** `words` are those of the line so far; the last option among them is explained. */
export async function summaryOf(words: readonly string[]): Promise<string> {
  const service = wordAfterOptions(words);
  if (!isCommandGroup(service)) {
    const said = words.join(' ');
    const command = commands.find(({ name }) => said === name || said.startsWith(`${name} `));
    return command === undefined ? 'Tab names the commands.\n' : commandHelp(command, await command.load(), WIDTH);
  }
  const operation = commandsOf(service).get(words[words.indexOf(service) + 1] ?? '');
  return operation === undefined ? `Tab names the commands of ${service}.\n` : summaryOfOperation(operation, words);
}

function summaryOfOperation(operation: OperationContract, words: readonly string[]): string {
  const shown = optionsOf(operation).filter(({ hidden }) => hidden !== true);
  const named = (isRequired: boolean) =>
    shown.filter(({ required }) => (required === true) === isRequired).map(({ name }) => `--${name}`);
  const lines = [
    `${wordOf(operation.name)}: ${operation.sentence}`,
    ...(named(true).length === 0 ? [] : [`  required  ${named(true).join(' ')}`]),
    `  optional  ${named(false).join(' ')}`,
  ];
  const last = [...words].reverse().find((word) => word.startsWith('--'));
  const option = shown.find(({ name }) => last === `--${name}`);
  const text = option === undefined ? undefined : inputDocumentation(operation.name, [option.key]);
  return `${[...lines, ...(text === undefined ? [] : [`  ${last}  ${text}`])].join('\n')}\n`;
}
